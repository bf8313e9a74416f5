import { comparePeers } from '../envoy/cluster/peer.js';
import { tunnelledAddress, type UpstreamHost } from '../envoy/cluster/upstream-host.js';
import { clusterName } from '../envoy/cluster-name.js';
import type { PodSpec } from '../model/facets.js';
import { isGatewayProxy } from '../model/lookup/gateway-pods.js';
import { serviceNamed } from '../model/lookup/hosts.js';
import { toApplication } from './application.js';
import { capture } from './capture.js';
import type { Hop } from './hop.js';
import { intoZtunnel } from './into-ztunnel.js';
import { throughNetwork } from './network.js';
import type { Departure, Incoming } from './passage.js';
import { throughProxy } from './proxy.js';
import { podName, podWithAddress, splitAddress, type TraceSources } from './sources.js';
import { throughCluster, type Upstream } from './upstream.js';
import { type Ended, ended, failed, step, unknown, type Walk, without } from './walk.js';

/** A connection on its way to a pod. */
export interface ToPod {
  pod: PodSpec;
  ip: string;
  port: number;
  payload: Incoming['payload'];
  wire?: NonNullable<Incoming['wire']>;
  source?: PodSpec;
  /** How many proxies it has passed: calls that go round in circles end. */
  hops: number;
}

const mostHops = 6;

/** What the endpoint of a cluster does with the connection. */
export function atEndpoint(
  walk: Walk,
  { departure, host, tls }: Upstream,
  sources: TraceSources,
  hops: number,
): Ended[] {
  const { hop, payload } = departure;
  if (host.kind === 'pipe')
    return ended(
      step(walk, {
        stage: 'application',
        status: 'assumed',
        at: podName(hop.pod),
        text: `the application listens on the socket ${host.address}`,
      }),
    );
  if (host.kind === 'internal') return throughTunnel(walk, departure, host, sources, hops);
  const address = splitAddress(host.address);
  if (address === undefined) return leaves(walk, host.address);
  if (hop.role === 'server' && isOwn(hop.pod, address.ip))
    return toApplication(walk, hop.pod, address, payload, sources);
  const pod = podWithAddress(sources, address.ip);
  if (pod === undefined) return ofNoPod(walk, departure, host.address, sources);
  const wire = tls && {
    tls: tls.context,
    bytes: {
      kind: 'tls' as const,
      alpn: tls.alpn,
      ...(tls.serverName !== undefined && { serverName: tls.serverName }),
    },
    identity: tls.identity,
  };
  return toPod(
    walk,
    { pod, ...address, payload, ...(wire !== undefined && { wire }), source: hop.pod, hops: hops + 1 },
    sources,
  );
}

function isOwn({ ips }: PodSpec, address: string): boolean {
  return address.startsWith('127.') || address === '::1' || ips.includes(address);
}

/** The endpoints of a service of the cluster are pods, in the bundle or not; those of other hosts may be anywhere. */
function ofNoPod(walk: Walk, { hop, cluster }: Departure, address: string, sources: TraceSources): Ended[] {
  const name = clusterName(cluster);
  const host = name.kind === 'outbound' || name.kind === 'inbound-vip' ? name.host : undefined;
  if (host === undefined || serviceNamed(host, sources.mesh) === undefined) return leaves(walk, address);
  return unknown(walk, {
    stage: 'inbound',
    at: podName(hop.pod),
    text: `no pod of the bundle has the address ${address}`,
  });
}

function leaves(walk: Walk, address: string): Ended[] {
  return ended(without(walk, `what answers at ${address}: it is of no pod in the bundle`), {
    leavesMesh: true,
    outcome: { text: `the call goes to ${address}, which is of no pod in the bundle` },
  });
}

/** Waypoints and sidecars that speak HBONE dial a listener inside themselves, which tunnels to the workload. */
function throughTunnel(
  walk: Walk,
  { hop, payload }: Departure,
  host: UpstreamHost,
  sources: TraceSources,
  hops: number,
): Ended[] {
  const target = tunnelledAddress(host);
  const address = target === undefined ? undefined : splitAddress(target);
  const pod = address === undefined ? undefined : podWithAddress(sources, address.ip);
  if (address === undefined || pod === undefined)
    return unknown(walk, {
      stage: 'endpoint',
      at: podName(hop.pod),
      text: `where the listener ${host.address} tunnels to is not known`,
    });
  const checked = throughNetwork(walk, { pod, ip: address.ip, port: 15008, source: hop.pod }, sources);
  return 'stages' in checked
    ? intoZtunnel(checked, { pod, ...address, payload, source: hop.pod, isTunnelled: true, hops: hops + 1 }, sources)
    : checked;
}

/** A connection arrives at the address of a pod. */
export function toPod(walk: Walk, to: ToPod, sources: TraceSources): Ended[] {
  const { pod, ip, port, wire, source, payload, hops } = to;
  const at = podName(pod);
  if (hops > mostHops) return unknown(walk, { stage: 'inbound', at, text: 'the call goes round in circles' });
  const networked = throughNetwork(walk, to, sources);
  if (!('stages' in networked)) return networked;
  const incoming = {
    destination: { ip, port },
    payload,
    ...(wire !== undefined && { wire }),
    ...(source?.ips[0] !== undefined && { sourceIp: source.ips[0] }),
  };
  if (isGatewayProxy(pod)) {
    const held = sources.configurationOf(pod);
    if (held === undefined) return notCaptured(networked, at);
    const hop: Hop = { pod, held, role: 'gateway' };
    return throughProxy(
      networked,
      hop,
      { ...incoming, arrival: { how: 'direct', ip, port, hostAddresses: pod.ips } },
      sources,
      onwardFrom(sources, hops),
    );
  }
  const found = capture(
    {
      pod,
      direction: 'inbound',
      destination: { address: ip, port },
      ...(incoming.sourceIp !== undefined && { source: incoming.sourceIp }),
    },
    sources,
  );
  if (found.status === 'unknown')
    return unknown(networked, { stage: 'inbound', at, text: found.because, evidence: found.evidence });
  const { captured } = found;
  if (captured.by === 'ambient') return intoZtunnel(networked, { ...to, isTunnelled: false }, sources);
  if (captured.by === 'none') return toBareApplication(networked, to, found.because, sources);
  const held = sources.configurationOf(pod);
  if (held === undefined) return notCaptured(networked, at);
  const hop: Hop = { pod, held, role: 'server' };
  return throughProxy(
    networked,
    hop,
    { ...incoming, arrival: { how: 'inbound', ip, port, capturePort: captured.port } },
    sources,
    onwardFrom(sources, hops),
  );
}

/** Behind a proxy's decision for a cluster: its endpoints, and what they do. */
export function onwardFrom(sources: TraceSources, hops: number) {
  return (walk: Walk, departure: Departure): Ended[] =>
    throughCluster(walk, departure, sources, (reached, upstream) => atEndpoint(reached, upstream, sources, hops));
}

function notCaptured(walk: Walk, at: string): Ended[] {
  return unknown(walk, { stage: 'inbound', at, text: `no config dump of ${at}` });
}

/** No proxy takes the connection: the application gets what is on the wire. */
function toBareApplication(
  walk: Walk,
  { pod, ip, port, payload, wire }: ToPod,
  because: string,
  sources: TraceSources,
): Ended[] {
  const outcome = comparePeers(
    { ...(wire !== undefined && { tls: wire.tls }), payload: payload.kind === 'silence' ? 'bytes' : payload.kind },
    { kind: 'application' },
  );
  const at = podName(pod);
  if (outcome.status === 'fails') {
    const { httpStatus, flags, transportFailure } = outcome.seen;
    const [flag] = flags;
    return failed(
      walk,
      { stage: 'inbound', at, text: outcome.because, condition: outcome.condition, evidence: [pod.source] },
      {
        status: httpStatus,
        ...(flag !== undefined && { flag }),
        ...(transportFailure !== undefined && { details: transportFailure }),
        text: `the caller gets ${httpStatus}`,
      },
    );
  }
  const taken = step(walk, {
    stage: 'inbound',
    status: outcome.status,
    at,
    text: `${because}: the application gets the connection as it is${outcome.assumed === undefined ? '' : `, and ${outcome.assumed}`}`,
    evidence: [pod.source],
  });
  return toApplication(taken, pod, { ip, port }, payload, sources);
}
