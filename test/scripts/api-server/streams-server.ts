import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type Duplex, duplexPair } from 'node:stream';
import { type CommandResult, serveExec, servePortForward } from './streams.js';

const here = (name: string) => readFileSync(new URL(name, import.meta.url));
export const certificate = here('certificate.pem');
/** What the command `large` prints: twelve megabytes. */
export const large = randomBytes(9_000_000).toString('base64');

function run([name = '', ...words]: string[]): CommandResult {
  if (name === 'both') return { stdout: 'to stdout\n', stderr: 'to stderr\n', code: 0 };
  if (name === 'words') return { stdout: JSON.stringify(words), stderr: '', code: 0 };
  if (name === 'exit') return { stdout: '', stderr: 'it failed\n', code: Number(words[0]) };
  if (name === 'large') return { stdout: large, stderr: '', code: 0 };
  if (name === 'broken') throw new Error('a mistake in the test');
  return { error: `exec: "${name}": executable file not found in $PATH: unknown` };
}

/** Ports 15000 and 15020 answer every request with their own number; 15021 counts the bytes and answers after the last. */
function open(port: number): Duplex | undefined {
  if (![15000, 15020, 15021].includes(port)) return undefined;
  const [ours, theirs] = duplexPair();
  if (port === 15021) countBytes(theirs);
  else createHttpServer((_, response) => response.end(`port ${port}`)).emit('connection', theirs);
  return ours;
}

function countBytes(stream: Duplex): void {
  let count = 0;
  stream.on('data', (chunk: Buffer) => {
    count += chunk.length;
  });
  stream.on('end', () => stream.end(`${count} bytes`));
}

/** As much of an API as kubectl asks for before it opens a stream. */
const answers: Record<string, object> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': {
    kind: 'APIResourceList',
    groupVersion: 'v1',
    resources: [{ name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list'] }],
  },
  '/api/v1/namespaces/default/pods/web': {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'web' }] },
    status: { phase: 'Running' },
  },
};

/** A server of the pod `default/web`, not listening yet. */
export function streamsServer(): Server {
  const server = createServer({ cert: certificate, key: here('key.pem') }, (request, response) => {
    const body = answers[request.url?.split('?')[0] ?? ''];
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  return server.on('upgrade', answerUpgrade);
}

/** The upgrades alone, without TLS: Node swallows the errors of a TLS socket that nobody listens to. */
export function plainStreamsServer(): HttpServer {
  return createHttpServer().on('upgrade', answerUpgrade);
}

function answerUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { pathname } = new URL(request.url ?? '', 'https://localhost');
  if (pathname.endsWith('/exec')) serveExec(request, socket, head, run);
  else servePortForward(request, socket, head, open);
}
