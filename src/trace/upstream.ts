import { sentAlpn } from '../envoy/cluster/alpn.js';
import type { KnownCluster } from '../envoy/cluster/cluster-hosts.js';
import { selectEndpoints } from '../envoy/cluster/select-endpoints.js';
import { chooseSocket } from '../envoy/cluster/transport-socket.js';
import { tunnelledAddress, type UpstreamHost } from '../envoy/cluster/upstream-host.js';
import { sentServerName, type UpstreamTls, upstreamTls } from '../envoy/cluster/upstream-tls.js';
import { clusterName } from '../envoy/cluster-name.js';
import { type Message, message, text } from '../envoy/message.js';
import { configOf, findCluster, findEndpoints, type Resource } from '../envoy/proxy-resources.js';
import { declaredHosts } from './declared-hosts.js';
import { cite, type Hop, nameOf, resting } from './hop.js';
import { istioObject } from './istio-object.js';
import type { Departure } from './passage.js';
import { httpVersion } from './payload.js';
import { identityOfPod, serviceWithAddress, type TraceSources } from './sources.js';
import { type Ended, ended, failed, portion, step, unknown, type Walk, without } from './walk.js';

/** A connection to one endpoint. */
export interface Upstream {
  departure: Departure;
  host: UpstreamHost;
  /** Absent: plain text. */
  tls?: { context: UpstreamTls; serverName?: string; alpn: readonly string[]; identity: string };
}

/** What happens at an endpoint. */
export type AtEndpoint = (walk: Walk, upstream: Upstream) => Ended[];

/** More endpoints than this are one like the other. */
const mostEndpoints = 24;

/** From the name of an Envoy cluster to its endpoints. */
export function throughCluster(walk: Walk, departure: Departure, sources: TraceSources, next: AtEndpoint): Ended[] {
  const { hop, cluster: name } = departure;
  const at = nameOf(hop);
  const found = findCluster(hop.held.resources, name);
  if (found === 'not captured')
    return unknown(walk, {
      stage: 'cluster',
      at,
      text: 'the clusters of the proxy were not captured',
      chosen: { cluster: name },
    });
  if (found === 'missing') return noCluster(walk, departure);
  const config = configOf(found);
  const object = istioObject(config);
  const known = step(resting(walk, hop, found), {
    stage: 'cluster',
    status: 'matched',
    at,
    text: `cluster ${name}`,
    chosen: { cluster: name },
    ...(object !== undefined && { object }),
    evidence: [cite(hop, found)],
  });
  return atEndpoints(known, departure, found, sources, next);
}

function noCluster(walk: Walk, { hop, cluster, payload, clusterNotFoundCode = 503 }: Departure): Ended[] {
  const isHttp = payload.request !== undefined && payload.kind === 'http';
  // Envoy 1.14 (Istio 1.6) and older say NR.
  const minor = Number(hop.held.istioVersion?.split('.')[1]);
  const flag = minor <= 6 ? 'NR' : 'NC';
  return failed(
    walk,
    {
      stage: 'cluster',
      at: nameOf(hop),
      text: cluster === '' ? 'the header that names the cluster is missing' : `the proxy has no cluster ${cluster}`,
      chosen: { cluster },
      condition: 'ROUTE_TO_MISSING_CLUSTER',
    },
    isHttp
      ? {
          status: clusterNotFoundCode,
          flag,
          details: 'cluster_not_found',
          text: `the caller gets ${clusterNotFoundCode}`,
        }
      : { flag, text: 'the connection is closed' },
  );
}

function knownCluster({ held }: Hop, cluster: Resource): KnownCluster {
  const config = configOf(cluster);
  const service = text(message(config.eds_cluster_config).service_name) || (cluster.name ?? '');
  const endpoints = findEndpoints(held.resources, service);
  const health = held.health?.get(cluster.name ?? '');
  const assignment =
    endpoints === 'not captured' ? null : endpoints === 'missing' ? { endpoints: [] } : configOf(endpoints);
  return { cluster: config, assignment, ...(health !== undefined && { health }) };
}

function atEndpoints(
  walk: Walk,
  departure: Departure,
  cluster: Resource,
  sources: TraceSources,
  next: AtEndpoint,
): Ended[] {
  const { hop, payload, incoming } = departure;
  const at = nameOf(hop);
  const evidence = [cite(hop, cluster)];
  const { ip, port } = incoming.destination;
  const host = payload.request?.get(':authority');
  const selection = selectEndpoints({
    ...knownCluster(hop, cluster),
    original: { restored: ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}` },
    protocol: payload.kind === 'http' ? 'http' : 'tcp',
    ...(host !== undefined && { host }),
    clusterNamed: (name) => {
      const found = findCluster(hop.held.resources, name);
      return typeof found === 'string' ? undefined : knownCluster(hop, found);
    },
  });
  const isHttp = payload.kind === 'http';
  const closed = (flag: string, details?: string) =>
    isHttp
      ? { status: 503, flag, ...(details !== undefined && { details }), text: 'the caller gets 503' }
      : { flag, text: 'the connection is closed' };
  switch (selection.outcome) {
    case 'unknown': {
      const declared = hop.role === 'server' ? undefined : declaredHosts(departure.cluster, configOf(cluster), sources);
      if (declared === undefined || declared.length === 0)
        return unknown(walk, { stage: 'endpoint', at, text: selection.reason, evidence });
      const assumed = step(walk, {
        stage: 'endpoint',
        status: 'assumed',
        at,
        text: `${selection.reason}: those that Kubernetes lists are taken`,
        evidence,
      });
      const some = declared.slice(0, mostEndpoints);
      return some.flatMap((one) =>
        toEndpoint(portion(assumed, 1 / some.length), departure, cluster, one, false, sources, next),
      );
    }
    case 'blackhole':
      return failed(
        walk,
        {
          stage: 'cluster',
          at,
          text: 'the cluster is a black hole: nothing is let through',
          condition: 'BLACKHOLE',
          evidence,
        },
        closed('UH'),
      );
    case 'no_healthy_upstream': {
      const unused = selection.unused.length;
      const isEjected = unused > 0 && selection.unused.every(({ ejected }) => ejected === true);
      const because =
        unused === 0 ? 'the cluster has no endpoint' : `none of the ${unused} endpoints of the cluster is healthy`;
      return failed(
        walk,
        {
          stage: 'endpoint',
          at,
          text: because,
          condition: isEjected ? 'ALL_ENDPOINTS_EJECTED' : 'CLUSTER_WITHOUT_ENDPOINTS',
          evidence,
        },
        closed('UH', 'no_healthy_upstream'),
      );
    }
    case 'overflow':
      return failed(
        walk,
        {
          stage: 'cluster',
          at,
          text: `${selection.gate.threshold} of the cluster is 0: its circuit breaker is always open`,
          condition: 'CIRCUIT_BREAKER_ZERO',
          evidence,
        },
        closed('UO', 'overflow'),
      );
    case 'ok': {
      const known = selection.assumed.reduce(
        (on, assumed) => (selection.leavesMesh === true || isInbound(departure) ? on : noteHealth(on, assumed)),
        walk,
      );
      const { length } = selection.hosts;
      const hosts = selection.hosts.slice(0, mostEndpoints);
      const lost = (selection.lost ?? 0) / 100;
      const reached = hosts.flatMap((one) =>
        toEndpoint(
          portion(noteRest(known, departure.cluster, length), (1 - lost) / hosts.length),
          departure,
          cluster,
          one,
          selection.leavesMesh === true,
          sources,
          next,
        ),
      );
      if (lost === 0) return reached;
      return [
        ...reached,
        ...failed(
          portion(known, lost),
          {
            stage: 'endpoint',
            at,
            text: `${selection.lost} % of the load meets no endpoint`,
            condition: 'CLUSTER_WITHOUT_ENDPOINTS',
            evidence,
          },
          closed('UH'),
        ),
      ];
    }
  }
}

function isInbound({ hop, cluster }: Departure): boolean {
  const { kind } = clusterName(cluster);
  return hop.role === 'server' && (kind === 'inbound' || kind === 'inbound-passthrough');
}

/** Ejection at run time is not captured: said once, and no reason to doubt the rest. */
/** What is true of the first endpoints need not be true of all. */
function noteRest(walk: Walk, cluster: string, endpoints: number): Walk {
  const rest = endpoints - mostEndpoints;
  return rest > 0 ? without(walk, `${rest} more endpoints of ${cluster}, which were not walked`) : walk;
}

function noteHealth(walk: Walk, assumed: string): Walk {
  return without(walk, `taken for granted: ${assumed}`);
}

function toEndpoint(
  walk: Walk,
  departure: Departure,
  cluster: Resource,
  host: UpstreamHost,
  leavesMesh: boolean,
  sources: TraceSources,
  next: AtEndpoint,
): Ended[] {
  const { hop, payload, incoming } = departure;
  const at = nameOf(hop);
  const evidence = [cite(hop, cluster)];
  const address = tunnelledAddress(host) ?? host.address;
  const reached = isInbound(departure)
    ? walk
    : step(walk, {
        stage: 'endpoint',
        status: 'matched',
        at,
        text: `endpoint ${address}`,
        chosen: { endpoint: address },
      });
  const config = configOf(cluster);
  const { name, transport } = chooseSocket(host.cluster, host);
  if (leavesMesh && serviceWithAddress(sources, incoming.destination.ip) === undefined)
    return ended(reached, {
      leavesMesh: true,
      outcome: { text: 'the connection leaves the mesh as the application sent it' },
    });
  if (transport.kind === 'unknown')
    return unknown(reached, { stage: 'upstream tls', at, text: transport.reason, evidence });
  if (transport.kind === 'plaintext') {
    const plain = isInbound(departure)
      ? reached
      : step(reached, {
          stage: 'upstream tls',
          status: 'matched',
          at,
          text: `plain text (${name})`,
          chosen: { socket: name },
          evidence,
        });
    return next(plain, { departure, host });
  }
  const context = upstreamTls(transport.context);
  const alpn =
    payload.kind === 'http' && departure.httpFilters !== undefined
      ? sentAlpn(context, config, {
          kind: 'http',
          downstream: httpVersion(payload),
          httpFilters: departure.httpFilters as readonly Message[],
        })
      : context.alpn;
  if (alpn === 'unknown')
    return unknown(reached, {
      stage: 'upstream tls',
      at,
      text: 'the ALPN that the proxy sends depends on a filter that was not captured',
      evidence,
    });
  const serverName = sentServerName(config, context, payload.request?.get(':authority'));
  const secured = step(reached, {
    stage: 'upstream tls',
    status: 'matched',
    at,
    text: context.isIstioMutual ? `Istio mutual TLS (${name})` : `TLS (${name})`,
    chosen: { socket: name },
    evidence,
  });
  return next(secured, {
    departure,
    host,
    tls: { context, alpn, identity: identityOfPod(hop.pod, sources), ...(serverName !== undefined && { serverName }) },
  });
}
