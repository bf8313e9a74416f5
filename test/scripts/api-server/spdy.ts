import { Duplex } from 'node:stream';
import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib';

const names =
  'options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow ' +
  'authorization cache-control connection content-base content-encoding content-language content-length ' +
  'content-location content-md5 content-range content-type date etag expect expires from host if-match ' +
  'if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma ' +
  'proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade ' +
  'user-agent vary via warning www-authenticate method get status';
const moreNames = ['200 OK', 'version', 'HTTP/1.1', 'url', 'public', 'set-cookie', 'keep-alive', 'origin'];
const tail =
  '100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505' +
  '203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized403 Forbidden' +
  '404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable' +
  'Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT' +
  'chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,text/javascript,' +
  'publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.';

/** What both sides know of headers before the first one (SPDY/3, section 2.6.10.1): names behind their lengths, then text. */
const dictionary = Buffer.concat([
  ...[...names.split(' '), ...moreNames].map((name) => Buffer.concat([uint32(name.length), Buffer.from(name)])),
  Buffer.from(tail),
]);

const version = 3;
/** Types of control frames (section 2.6). SETTINGS (4) and WINDOW_UPDATE (9) ask nothing of a side without windows. */
const type = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7, headers: 8 } as const;
const fin = 1;
const maxData = 32 * 1024;

/** A stream that the client opened. What we end is a half-close, after which the client can still send. */
export type OnStream = (headers: ReadonlyMap<string, string>, stream: Duplex) => void;

/**
 * The server's side of a SPDY/3.1 connection, as moby/spdystream on the other side speaks it: the frames of the SPDY/3
 * specification (sections 2.2 and 2.6). There is no flow control by windows: spdystream never sends a WINDOW_UPDATE, so
 * that a server which waits for one hangs after 64 KiB, and drops the ones it gets. What slows us down is the socket.
 */
export function serveSpdy(socket: Duplex, head: Buffer, onStream: OnStream): void {
  const inflate = createInflate({ dictionary });
  const deflate = createDeflate({ dictionary });
  const streams = new Map<number, Duplex>();
  let pending = head;
  let work = Promise.resolve();

  /** Resolves when the frame left, or cannot leave any more. */
  function send(frame: Buffer): Promise<void> {
    if (!socket.writable) return Promise.resolve();
    return new Promise((resolve) => socket.write(frame, () => resolve()));
  }

  async function sendData(id: number, data: Buffer): Promise<void> {
    for (let at = 0; at < data.length && socket.writable; at += maxData) {
      await send(dataFrame(id, data.subarray(at, at + maxData), 0));
    }
  }

  function open(id: number): Duplex {
    const stream = new Duplex({
      read: () => undefined,
      write: (data, _, done) => sendData(id, data).then(() => done()),
      final: (done) => send(dataFrame(id, Buffer.alloc(0), fin)).then(() => done()),
    });
    streams.set(id, stream);
    stream.on('error', () => stream.destroy());
    stream.on('close', () => streams.delete(id));
    return stream;
  }

  async function onControl({ first, flags, body }: Frame): Promise<void> {
    const kind = first & 0xffff;
    const id = body.length >= 4 ? body.readUInt32BE(0) & 0x7fffffff : 0;
    if (kind === type.synStream) {
      const headers = readHeaders(await transformed(inflate, body.subarray(10)));
      const stream = open(id);
      // spdystream drops the data of a stream that has no reply yet.
      send(controlFrame(type.synReply, Buffer.concat([uint32(id), await transformed(deflate, uint32(0))])));
      onStream(headers, stream);
      if (flags & fin) stream.push(null);
    } else if (kind === type.headers) {
      // Nobody reads them, but the compression goes on from block to block.
      await transformed(inflate, body.subarray(4));
    } else if (kind === type.rstStream) streams.get(id)?.destroy();
    else if (kind === type.ping) send(controlFrame(type.ping, body));
    else if (kind === type.goAway) socket.end();
  }

  function onData({ first, flags, body }: Frame): void {
    const stream = streams.get(first);
    if (body.length > 0) stream?.push(body);
    if (flags & fin) stream?.push(null);
  }

  async function drain(): Promise<void> {
    for (;;) {
      const frame = frameIn(pending);
      if (frame === undefined) return;
      pending = pending.subarray(frame.size);
      if (frame.first >>> 31 === 1) await onControl(frame);
      else onData(frame);
    }
  }

  /** One frame after the other, because the headers of a stream are unpacked asynchronously. */
  function later(): void {
    work = work.then(drain).catch(() => {
      socket.destroy();
    });
  }

  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    later();
  });
  socket.on('end', () => socket.end());
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const stream of streams.values()) stream.destroy();
    inflate.destroy();
    deflate.destroy();
  });
  later();
}

interface Frame {
  /** The stream of a data frame; the highest bit, version and type of a control frame. */
  first: number;
  flags: number;
  body: Buffer;
  /** With its head. */
  size: number;
}

function frameIn(bytes: Buffer): Frame | undefined {
  if (bytes.length < 8) return undefined;
  const second = bytes.readUInt32BE(4);
  const size = 8 + (second & 0xffffff);
  if (bytes.length < size) return undefined;
  return { first: bytes.readUInt32BE(0), flags: second >>> 24, body: bytes.subarray(8, size), size };
}

function controlFrame(kind: number, body: Buffer): Buffer {
  return Buffer.concat([uint32((0x80000000 | (version << 16) | kind) >>> 0), uint32(body.length), body]);
}

function dataFrame(id: number, data: Buffer, flags: number): Buffer {
  return Buffer.concat([uint32(id), uint32(((flags << 24) | data.length) >>> 0), data]);
}

/** Pairs of name and value, each behind its length; how many stands in front (section 2.6.10). */
function readHeaders(block: Buffer): Map<string, string> {
  const headers = new Map<string, string>();
  let at = 4;
  const text = () => {
    const end = at + 4 + block.readUInt32BE(at);
    const value = block.toString('latin1', at + 4, end);
    at = end;
    return value;
  };
  for (let left = block.readUInt32BE(0); left > 0; left--) headers.set(text(), text());
  return headers;
}

/** One block through the compression that all blocks of a connection share. */
function transformed(stream: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const collect = (chunk: Buffer) => chunks.push(chunk);
    stream.on('data', collect);
    stream.once('error', reject);
    stream.write(block);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      stream.off('data', collect);
      stream.off('error', reject);
      resolve(Buffer.concat(chunks));
    });
  });
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
