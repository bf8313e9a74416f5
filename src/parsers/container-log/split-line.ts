/** A line that was put together. */
interface Joined {
  bytes: Buffer;
  /** Number of the line in the file where it begins. */
  line: number;
  /** Where the program's own text begins in it. */
  at: number;
  time?: string | undefined;
}

/** Puts together a line that a container runtime stored in parts, up to a limit. */
export class SplitLine {
  private readonly parts: Buffer[] = [];
  private length = 0;
  private first: Omit<Joined, 'bytes'> | undefined;

  constructor(private readonly limit: number) {}

  get pending(): boolean {
    return this.first !== undefined;
  }

  /** The bytes are copied; of the place, that of the first part counts. */
  add(bytes: Buffer, place: Omit<Joined, 'bytes'>): void {
    this.first ??= place;
    if (this.length >= this.limit) return;
    this.parts.push(Buffer.from(bytes.subarray(0, this.limit - this.length)));
    this.length += bytes.length;
  }

  /** What was added since the last time. */
  take(): Joined {
    const joined = { line: 0, at: 0, ...this.first, bytes: Buffer.concat(this.parts) };
    this.parts.length = 0;
    this.length = 0;
    this.first = undefined;
    return joined;
  }
}
