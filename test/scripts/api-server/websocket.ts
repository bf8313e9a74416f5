import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

// RFC 6455, section 1.3.
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const opcode = { binary: 2, close: 8, ping: 9, pong: 10 } as const;
/** client-go reads a message in pieces of this size. */
const maxMessage = 32 * 1024;
/** Normal closure (RFC 6455, section 7.4.1), which client-go takes for the end of all channels. */
const normalClosure = Buffer.from([0x03, 0xe8]);

/** The answer to `Sec-WebSocket-Key` (RFC 6455, section 4.2.2). */
export function acceptKey(key: string): string {
  return createHash('sha1')
    .update(key + acceptSuffix)
    .digest('base64');
}

export interface Channels {
  /** Resolves when the data left, or cannot leave any more. */
  write(channel: number, data: Buffer): Promise<void>;
  close(): void;
}

/**
 * The server's side of a WebSocket whose messages are a channel number and data, as kubelet sends them. What the client
 * sends on channel 0 (stdin) and 255 (version 5: a channel ends) is read and dropped.
 */
export function serveWebSocket(socket: Duplex, head: Buffer): Channels {
  let pending = head;
  let closed = false;

  function send(code: number, body: Buffer): Promise<void> {
    if (!socket.writable) return Promise.resolve();
    return new Promise((resolve) => socket.write(Buffer.concat([frameHead(code, body.length), body]), () => resolve()));
  }

  /** Says so once, whoever says it first (section 5.5.1), and ends our side. */
  function close(): void {
    if (!closed) send(opcode.close, normalClosure);
    closed = true;
    socket.end();
  }

  function drain(): void {
    for (;;) {
      const frame = frameIn(pending);
      if (frame === undefined) return;
      pending = pending.subarray(frame.size);
      if (frame.code === opcode.ping) send(opcode.pong, frame.body);
      if (frame.code === opcode.close) close();
    }
  }

  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    drain();
  });
  socket.on('end', () => socket.end());
  socket.on('error', () => socket.destroy());
  drain();

  return {
    async write(channel, data) {
      for (let at = 0; at < data.length && socket.writable; at += maxMessage) {
        await send(opcode.binary, Buffer.concat([Buffer.from([channel]), data.subarray(at, at + maxMessage)]));
      }
    },
    close,
  };
}

/** A whole message in one frame, unmasked (section 5.2). */
function frameHead(code: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | code, length]);
  const head = Buffer.alloc(4);
  head.writeUInt8(0x80 | code, 0);
  head.writeUInt8(126, 1);
  head.writeUInt16BE(length, 2);
  return head;
}

/** A frame of the client, which is always masked (section 5.3). */
function frameIn(bytes: Buffer): { code: number; body: Buffer; size: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const bodyAt = 2 + lengthBytes + 4;
  if (bytes.length < bodyAt) return undefined;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < bodyAt + length) return undefined;
  const mask = bytes.subarray(bodyAt - 4, bodyAt);
  const body = Buffer.from(bytes.subarray(bodyAt, bodyAt + length));
  for (const [at, byte] of body.entries()) body[at] = byte ^ (mask[at % 4] ?? 0);
  return { code: bytes.readUInt8(0) & 0x0f, body, size: bodyAt + length };
}
