import { createServer, type IncomingMessage } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { authorize, type Cluster, targetOf } from './requests.js';
import { badRequest, notFound, type Refusal } from './status.js';
import { serveExec, servePortForward } from './streams.js';

/** Hands an upgraded connection to exec or port-forward. Throws the refusal that is sent instead. */
export function answerUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, cluster: Cluster): void {
  const url = new URL(request.url ?? '', 'https://localhost');
  const target = targetOf(url.pathname, cluster.mesh.resources);
  if (target?.subresource !== 'exec' && target?.subresource !== 'portforward') throw badRequest('no such upgrade');
  // SPDY comes as POST and WebSocket as GET, and the verb is that of the method.
  authorize(target, request.method === 'POST' ? 'create' : 'get', cluster);
  const { namespace = '', name: pod = '' } = target;
  if (cluster.mesh.pod(namespace, pod) === undefined || cluster.faults.gone?.includes(pod)) throw notFound('pods', pod);
  if (target.subresource === 'exec') {
    serveExec(request, socket, head, (argv) => cluster.mesh.run({ namespace, pod, argv }));
  } else {
    servePortForward(request, socket, head, (port) => openPort(namespace, pod, port, cluster));
  }
}

/** Our end of a connection to the pages of ztunnel; nothing when no container listens there. */
function openPort(namespace: string, pod: string, port: number, { mesh }: Cluster): Duplex | undefined {
  if (port !== 15000 && port !== 15020) return undefined;
  const server = createServer(({ url = '' }, response) => {
    const body = mesh.page(namespace, pod, port, url);
    response.writeHead(body === undefined ? 404 : 200).end(body ?? 'Not Found');
  });
  const [ours, theirs] = duplexPair();
  server.emit('connection', theirs);
  return ours;
}

/** A refused upgrade is an ordinary answer, after which the connection ends. */
export function refuseUpgrade(socket: Duplex, { code, reason, status }: Refusal): void {
  const body = JSON.stringify(status);
  socket.end(
    `HTTP/1.1 ${code} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
