import { parseIp } from '../core/ip.js';
import type { Netfilter, PodSpec } from '../model/facets.js';
import { derivedOnce, groupBy } from '../model/lookup/derive.js';
import { type IstioRules, istioRules } from '../model/lookup/istio-rules.js';
import { type Fate, fateOf, type Packet } from './packet-filter.js';

interface Connection {
  pod: PodSpec;
  direction: 'outbound' | 'inbound';
  destination: { address: string; port: number };
  source?: string;
}

/** What the saved rules of a pod do with a connection; absent when none that tell it were saved. */
export function fateByRules(
  connection: Connection,
  podNetfilter: readonly Netfilter[],
): { fate: Fate; netfilter: Netfilter } | undefined {
  const { namespace, name } = connection.pod;
  const own = byPod(podNetfilter).get(`${namespace}/${name}`) ?? [];
  const family = parseIp(connection.destination.address)?.family;
  for (const netfilter of own) {
    const rules = istioRules(netfilter).find((istio) => istio.family === family && istio.shape === 'sidecar');
    if (rules?.knows('nat')) return { fate: fateIn(rules, connection), netfilter };
  }
  // Every table was listed, and Istio's chains are in none of them.
  const bare = own.find(
    (netfilter) =>
      netfilter.complete &&
      netfilter.hidden === undefined &&
      netfilter.family === family &&
      istioRules(netfilter).length === 0,
  );
  return bare && { fate: { kind: 'accepted' }, netfilter: bare };
}

const byPod = derivedOnce((podNetfilter: readonly Netfilter[]) =>
  groupBy(podNetfilter, ({ pod }) => `${pod?.namespace}/${pod?.name}`),
);

function fateIn(rules: IstioRules, connection: Connection): Fate {
  const packet = packetOf(connection);
  if (connection.direction === 'outbound') return fateOf(packet, 'OUTPUT', (chain) => rules.rules('nat', chain));
  // TPROXY hands connections over before nat sees them.
  const transparent = fateOf(packet, 'PREROUTING', (chain) => rules.rules('mangle', chain));
  if (transparent.kind !== 'accepted') return transparent;
  return fateOf(packet, 'PREROUTING', (chain) => rules.rules('nat', chain));
}

/** The one interface of a pod, but for lo. */
const podInterface = 'eth0';

function packetOf({ pod, direction, destination, source }: Connection): Packet {
  const { address, port } = destination;
  const common = { protocol: 'tcp' as const, destination: address, destinationPort: port };
  if (direction === 'inbound') return { ...common, ...(source !== undefined && { source }), inInterface: podInterface };
  const own = pod.ips[0];
  // Whoever the application runs as: rules name the proxy's user and group.
  return { ...common, ...(own !== undefined && { source: own }), outInterface: podInterface, uid: 0, gid: 0 };
}
