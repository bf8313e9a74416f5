import type { PodSpec, Ztunnel } from '../model/facets.js';
import type { ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import { identityOf } from '../ztunnel/lookup.js';
import { decideOutbound } from '../ztunnel/outbound.js';
import type { OutboundFailure, OutboundRoute } from '../ztunnel/outbound-decision.js';
import type { Hop } from './hop.js';
import { intoZtunnel, ztunnelOf } from './into-ztunnel.js';
import { throughNetwork } from './network.js';
import type { Payload } from './payload.js';
import { throughProxy } from './proxy.js';
import { onwardFrom, toPod } from './server.js';
import { podName, podWithAddress, splitAddress, type TraceSources } from './sources.js';
import { type Ended, ended, failed, portion, step, unknown, type Walk } from './walk.js';

interface FromPod {
  pod: PodSpec;
  destination: { ip: string; port: number };
  payload: Payload;
}

/** The ztunnel of the caller's node takes the connection. */
export function outOfZtunnel(walk: Walk, { pod, destination, payload }: FromPod, sources: TraceSources): Ended[] {
  const found = ztunnelOf(pod, sources);
  const at = podName(pod);
  if (found === undefined)
    return unknown(walk, { stage: 'ztunnel', at, text: `no dump of the ztunnel on node ${pod.node ?? '(unknown)'}` });
  const { ztunnel, workload } = found;
  if (workload === undefined)
    return unknown(walk, {
      stage: 'ztunnel',
      at,
      text: 'the ztunnel of the node does not know the caller',
      evidence: [ztunnel.source],
    });
  const decision = decideOutbound(ztunnel, { source: workload, destination });
  switch (decision.kind) {
    case 'passthrough': {
      const passed = step(walk, {
        stage: 'ztunnel',
        status: 'matched',
        at,
        text: `no service and no workload has ${destination.ip}: the connection goes there as it is`,
        evidence: [ztunnel.source],
      });
      const target = podWithAddress(sources, destination.ip);
      if (target === undefined)
        return ended(passed, { leavesMesh: true, outcome: { text: 'the connection leaves the mesh' } });
      return toPod(passed, { pod: target, ...destination, payload, source: pod, hops: 1 }, sources);
    }
    case 'routes': {
      const ways = decision.routes.slice(0, mostRoutes);
      const total = ways.reduce((sum, { weight }) => sum + weight, 0) + decision.failures.length;
      return [
        ...ways.flatMap((route) =>
          along(portion(walk, route.weight / total), { pod, payload, ztunnel, workload }, route, sources),
        ),
        ...decision.failures.flatMap((failure) => notSent(portion(walk, 1 / total), at, failure, ztunnel)),
      ];
    }
    default:
      return notSent(walk, at, decision, ztunnel);
  }
}

/** More endpoints than this are one like the other. */
const mostRoutes = 24;

function notSent(walk: Walk, at: string, failure: OutboundFailure, { source }: Ztunnel): Ended[] {
  if (failure.kind === 'unknown') return unknown(walk, { stage: 'ztunnel', at, text: failure.why, evidence: [source] });
  const { error, condition, detail } = failure;
  return failed(
    walk,
    {
      stage: 'ztunnel',
      at,
      text: detail === undefined ? error : `${error}: ${detail}`,
      ...(condition !== undefined && { condition }),
      evidence: [source],
    },
    { details: error, text: 'ztunnel resets the connection' },
  );
}

interface Sending {
  pod: PodSpec;
  payload: Payload;
  ztunnel: Ztunnel;
  workload: ZtunnelWorkload;
}

function along(
  walk: Walk,
  { pod, payload, ztunnel, workload }: Sending,
  { protocol, via, nextHop, inner, workload: next }: OutboundRoute,
  sources: TraceSources,
): Ended[] {
  const at = podName(pod);
  const sent = step(walk, {
    stage: 'ztunnel',
    status: 'matched',
    at,
    text: `${protocol === 'TCP' ? 'plain text' : 'HBONE'} ${via === 'direct' ? '' : `by the ${via} `}to ${nextHop}`,
    chosen: { endpoint: nextHop, protocol },
    evidence: [ztunnel.source],
  });
  const hopAddress = splitAddress(nextHop);
  const target = hopAddress === undefined ? undefined : podWithAddress(sources, hopAddress.ip);
  if (hopAddress === undefined || target === undefined)
    return unknown(sent, {
      stage: 'endpoint',
      at,
      text: `no pod of the bundle has the address ${nextHop} (${next.namespace}/${next.name})`,
    });
  if (protocol === 'TCP') return toPod(sent, { pod: target, ...hopAddress, payload, source: pod, hops: 1 }, sources);
  const networked = throughNetwork(sent, { pod: target, ...hopAddress, source: pod }, sources);
  if (!('stages' in networked)) return networked;
  const address = inner === undefined ? undefined : splitAddress(inner);
  if (via === 'direct' && address !== undefined)
    return intoZtunnel(
      networked,
      { pod: target, ...address, payload, source: pod, isTunnelled: true, hops: 1 },
      sources,
    );
  if (via !== 'waypoint' || address === undefined)
    return unknown(networked, {
      stage: 'inbound',
      at: podName(target),
      text: `what the ${via} does with ${inner ?? 'the connection'} is not modelled`,
    });
  return throughWaypoint(
    networked,
    { pod: target, destination: address, payload, source: workload, caller: pod },
    sources,
  );
}

interface AtWaypoint extends FromPod {
  source: ZtunnelWorkload;
  caller: PodSpec;
}

/** The listener on 15008 ends the tunnel and hands over to the one inside, which has the services. */
function throughWaypoint(
  walk: Walk,
  { pod, destination, payload, source, caller }: AtWaypoint,
  sources: TraceSources,
): Ended[] {
  const at = podName(pod);
  const held = sources.configurationOf(pod);
  if (held === undefined) return unknown(walk, { stage: 'inbound', at, text: `no config dump of ${at}` });
  const hop: Hop = { pod, held, role: 'waypoint' };
  const identity = identityOf(source);
  const incoming = {
    arrival: { how: 'internal' as const, listener: 'main_internal' },
    destination,
    payload,
    ...(caller.ips[0] !== undefined && { sourceIp: caller.ips[0] }),
    ...(identity !== undefined && { filterState: new Map([['io.istio.peer_principal', `spiffe://${identity}`]]) }),
  };
  return throughProxy(walk, hop, incoming, sources, onwardFrom(sources, 1));
}
