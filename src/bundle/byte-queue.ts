/** Bytes that one side pushes and the other awaits, with a way for the pusher to let the other catch up. */
export class ByteQueue implements AsyncIterable<Buffer> {
  #chunks: Buffer[] = [];
  #closed = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  /** Keeps a copy: the chunk belongs to the caller. */
  push(chunk: Buffer): void {
    if (this.#closed) return;
    this.#chunks.push(Buffer.from(chunk));
    this.#wakeReader?.();
  }

  /** No more bytes come, or nobody wants them any more. */
  close(): void {
    this.#closed = true;
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }

  /** Resolves when everything pushed so far has been taken. */
  async drained(): Promise<void> {
    while (this.#chunks.length > 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    for (;;) {
      const chunks = this.#chunks;
      this.#chunks = [];
      yield* chunks;
      if (this.#chunks.length > 0) continue;
      this.#wakeWriter?.();
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }
}
