import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Grant, shippedRules } from './access.js';
import type { RecordedMesh } from './recorded-mesh.js';
import { answerGet, answerReview, type Cluster, type Faults, type Reply } from './requests.js';
import { Refusal, unauthorized, unknownPath } from './status.js';
import { answerUpgrade, refuseUpgrade } from './upgrades.js';

export interface ServerOptions {
  mesh: RecordedMesh;
  /** What the account may do: by default what `scripts/capture-clusterrole.yaml` grants, in the whole cluster. */
  grants?: readonly Grant[];
  faults?: Faults;
}

export interface RequestRecord {
  method: string;
  /** With its query. */
  path: string;
  userAgent: string;
  /** 101 for exec and port-forward, 0 without an answer. */
  status: number;
}

export interface ApiServer {
  url: string;
  /** A kubeconfig in JSON, which is YAML too. */
  kubeconfig: string;
  requests: RequestRecord[];
  close(): Promise<void>;
}

const certificate = readFileSync(new URL('certificate.pem', import.meta.url));
const key = readFileSync(new URL('key.pem', import.meta.url));
const user = 'capture-account';
const token = 'bearer-of-the-capture-account';

/** Serves a recorded mesh on 127.0.0.1, at the time of its recording. */
export async function startApiServer({ mesh, grants, faults = {} }: ServerOptions): Promise<ApiServer> {
  const started = Date.now();
  const cluster: Cluster = {
    mesh,
    user,
    grants: grants ?? [{ rules: shippedRules() }],
    faults: { ...faults, busy: { ...faults.busy } },
    now: () => new Date(mesh.recordedAt.getTime() + Date.now() - started),
  };
  const requests: RequestRecord[] = [];
  const sockets = new Set<Duplex>();
  const note = ({ method = '', url = '', headers }: IncomingMessage, status: number) =>
    requests.push({ method, path: url, userAgent: headers['user-agent'] ?? '', status });

  const server = createServer({ cert: certificate, key }, async (request, response) => {
    response.setHeader('date', cluster.now().toUTCString());
    try {
      const reply = await answer(request, cluster);
      note(request, reply === undefined ? 0 : 200);
      if (reply !== undefined) send(response, reply, 200);
    } catch (error) {
      const refusal = refusalOf(error);
      note(request, refusal.code);
      if (refusal.code === 429) response.setHeader('retry-after', '1');
      send(response, refusal.status, refusal.code);
    }
  });
  server.on('upgrade', (request, socket, head) => {
    try {
      authenticate(request);
      answerUpgrade(request, socket, head, cluster);
      note(request, 101);
    } catch (error) {
      const refusal = refusalOf(error);
      note(request, refusal.code);
      refuseUpgrade(socket, refusal);
    }
  });
  server.on('secureConnection', (socket) => {
    sockets.add(socket);
    // kubectl may be gone before its answer.
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    kubeconfig: kubeconfigFor(url),
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, cluster: Cluster): Promise<Reply> {
  authenticate(request);
  const url = new URL(request.url ?? '', 'https://localhost');
  if (request.method === 'GET') return answerGet(url, request.headers.accept ?? '', cluster);
  if (request.method === 'POST') return answerReview(url.pathname, await buffer(request), cluster);
  throw unknownPath();
}

function authenticate({ headers }: IncomingMessage): void {
  if (headers.authorization !== `Bearer ${token}`) throw unauthorized();
}

function refusalOf(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(500, 'InternalError', String(error));
}

function send(response: ServerResponse, body: string | object, code: number): void {
  response.writeHead(code, { 'content-type': contentType(body) });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Clients tell an aggregated discovery document by its type. */
function contentType(body: string | object): string {
  if (typeof body === 'string') return 'text/plain';
  const { kind, apiVersion = '' } = body as { kind?: string; apiVersion?: string };
  const parameters = `;g=apidiscovery.k8s.io;v=${apiVersion.split('/')[1]};as=APIGroupDiscoveryList`;
  return `application/json${kind === 'APIGroupDiscoveryList' ? parameters : ''}`;
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'recorded',
    contexts: [{ name: 'recorded', context: { cluster: 'recorded', user } }],
    clusters: [{ name: 'recorded', cluster: { server, 'certificate-authority-data': certificate.toString('base64') } }],
    users: [{ name: user, user: { token } }],
  });
}
