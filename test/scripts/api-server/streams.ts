import type { IncomingMessage } from 'node:http';
import { type Duplex, pipeline } from 'node:stream';
import { serveSpdy } from './spdy.js';
import { acceptKey, serveWebSocket } from './websocket.js';

/** What a command printed and how it ended, or why it could not be started. */
export type CommandResult = { stdout: string | Buffer; stderr: string; code: number } | { error: string };

/** Versions that tell the end of a command as a Status (apimachinery, `pkg/util/remotecommand`). */
const statusProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** What kubelet speaks over SPDY. kubectl offers version 4 since 1.4. */
const spdyProtocols = ['v4.channel.k8s.io', 'v3.channel.k8s.io', 'v2.channel.k8s.io', 'channel.k8s.io'];
const forwardProtocols = ['portforward.k8s.io'];
/** Channels of version 4 and 5; 0 is stdin. */
const channels: ReadonlyMap<string, number> = new Map([
  ['stdout', 1],
  ['stderr', 2],
  ['error', 3],
]);

/** A command that a client asked for, and the streams it wants to read, of `stdout` and `stderr`. */
interface Execution {
  result(): CommandResult;
  wanted: readonly string[];
  hasInput: boolean;
}

/**
 * Answers `pods/exec`: SPDY (POST; every kubectl) or WebSocket (GET; kubectl 1.31 and later, 1.30 when asked to). The
 * command is the parameter `command`, as often as it has words; what comes on stdin is read and dropped.
 */
export function serveExec(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  run: (argv: string[]) => CommandResult,
): void {
  const { searchParams } = new URL(request.url ?? '', 'https://localhost');
  const execution = {
    result: () => attempt(() => run(searchParams.getAll('command'))),
    wanted: ['stdout', 'stderr'].filter((name) => isTrue(searchParams.get(name))),
    hasInput: isTrue(searchParams.get('stdin')),
  };
  if (isWebSocket(request)) execOverWebSocket(request, socket, head, execution);
  else execOverSpdy(request, socket, head, execution);
}

function execOverSpdy(request: IncomingMessage, socket: Duplex, head: Buffer, execution: Execution): void {
  const protocol = switchToSpdy(request, socket, spdyProtocols);
  if (protocol === undefined) return;
  const { result, wanted, hasInput } = execution;
  const missing = new Set(['error', ...wanted, ...(hasInput ? ['stdin'] : [])]);
  const streams = new Map<string, Duplex>();
  const write = (name: string, data: Buffer) =>
    new Promise<void>((resolve) => streams.get(name)?.end(data, () => resolve()));
  serveSpdy(socket, head, (headers, stream) => {
    const name = headers.get('streamtype') ?? '';
    streams.set(name, stream.resume());
    if (!missing.delete(name) || missing.size > 0) return;
    deliver(result(), wanted, protocol, write).then(
      () => streams.get('stdin')?.end(),
      () => socket.destroy(),
    );
  });
}

function execOverWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, execution: Execution): void {
  const protocol = offers(request, 'sec-websocket-protocol').find((offer) => statusProtocols.includes(offer));
  if (protocol === undefined) return refuse(socket, 403);
  switchTo(socket, {
    upgrade: 'websocket',
    'sec-websocket-accept': acceptKey(request.headers['sec-websocket-key'] ?? ''),
    'sec-websocket-protocol': protocol,
  });
  const { write, close } = serveWebSocket(socket, head);
  const { result, wanted } = execution;
  deliver(result(), wanted, protocol, (name, data) => write(channels.get(name) ?? 0, data)).then(close, () =>
    socket.destroy(),
  );
}

/** What the command printed, and last how it ended, on the stream `error`. */
async function deliver(
  result: CommandResult,
  wanted: readonly string[],
  protocol: string,
  write: (name: string, data: Buffer) => Promise<void>,
): Promise<void> {
  const printed = new Map(Object.entries('error' in result ? {} : { stdout: result.stdout, stderr: result.stderr }));
  for (const name of wanted) await write(name, Buffer.from(printed.get(name) ?? ''));
  const status = statusOf(result);
  // Versions 1 to 3 have only a text, and that only when the command failed.
  const text = statusProtocols.includes(protocol) ? JSON.stringify(status) : (status.message ?? '');
  await write('error', Buffer.from(text));
}

/** As kubelet words it (`ServeExec` in its remotecommand). */
function statusOf(result: CommandResult): { message?: string; [field: string]: unknown } {
  if ('error' in result) {
    const cause = `error executing command in container: ${result.error}`;
    const message = `Internal error occurred: ${cause}`;
    const details = { causes: [{ message: cause }] };
    return { metadata: {}, status: 'Failure', message, reason: 'InternalError', details, code: 500 };
  }
  if (result.code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit code ${result.code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(result.code) }] },
  };
}

/** A mistake of a test shows in what kubectl says. */
function attempt(run: () => CommandResult): CommandResult {
  try {
    return run();
  } catch (error) {
    return { error: String(error) };
  }
}

/**
 * Answers `pods/portforward` over SPDY: for each connection a stream for errors and then one for data, with the port and
 * a common number in their headers. `open` gives our end of a connection; nothing when nobody listens.
 */
export function servePortForward(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  open: (port: number) => Duplex | undefined,
): void {
  // kubectl 1.31 tries SPDY inside a WebSocket first, without the header of SPDY. To its client-go every answer but 101 is
  // an upgrade failure (`httpstream.IsUpgradeFailure`), after which it takes SPDY alone.
  if (switchToSpdy(request, socket, forwardProtocols) === undefined) return;
  const errors = new Map<string, Duplex>();
  serveSpdy(socket, head, (headers, stream) => {
    const id = headers.get('requestid') ?? '';
    if (headers.get('streamtype') === 'error') {
      errors.set(id, stream.resume());
      return;
    }
    const port = Number(headers.get('port'));
    const error = errors.get(id);
    errors.delete(id);
    const connection = open(port);
    if (connection === undefined) {
      error?.end(`error forwarding port ${port} to pod: dial tcp4 127.0.0.1:${port}: connect: connection refused`);
      stream.end();
      return;
    }
    connection.on('error', () => connection.destroy());
    pipeline(stream, connection, stream, () => {
      connection.destroy();
      error?.end();
    });
  });
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

/** What the client can speak, what it likes best first: one header for each, which Node joins, or a list in one. */
function offers(request: IncomingMessage, header: string): string[] {
  return String(request.headers[header] ?? '')
    .split(',')
    .map((offer) => offer.trim());
}

/** The version agreed on (apimachinery, `httpstream.Handshake`); nothing when there is none and the client was told. */
function switchToSpdy(request: IncomingMessage, socket: Duplex, spoken: readonly string[]): string | undefined {
  const protocol = offers(request, 'x-stream-protocol-version').find((offer) => spoken.includes(offer));
  if (protocol === undefined) refuse(socket, 403, { 'x-accepted-stream-protocol-versions': spoken.join(', ') });
  else switchTo(socket, { upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocol });
  return protocol;
}

function switchTo(socket: Duplex, headers: Record<string, string>): void {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\n${lines(headers)}\r\n`);
}

function refuse(socket: Duplex, code: number, headers: Record<string, string> = {}): void {
  // The HTTP server let go of the socket, and without TLS nobody else listens for a client that hangs up.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${code} Refused\r\ncontent-length: 0\r\nconnection: close\r\n${lines(headers)}\r\n`);
}

function lines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}
