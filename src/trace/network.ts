import type { PodSpec } from '../model/facets.js';
import { checkNetworkPolicies, networkPlugins } from './network-policy.js';
import { podName, type TraceSources } from './sources.js';
import { type Ended, failed, step, type Walk, without } from './walk.js';

/** NetworkPolicies of both ends. Whether the network plugin enforces them cannot be seen, unless it always does. */
export function throughNetwork(
  walk: Walk,
  { pod, ip, port, source }: { pod: PodSpec; ip: string; port: number; source?: PodSpec | undefined },
  sources: TraceSources,
): Walk | Ended[] {
  const { networkPolicies, namespaces } = sources;
  if (networkPolicies === undefined) return without(walk, 'NetworkPolicies: they are not in the bundle');
  const from = source === undefined ? undefined : { pod: source };
  if (from === undefined) return without(walk, 'NetworkPolicies for callers from outside');
  const { blocked, egress, ingress } = checkNetworkPolicies(
    { from, to: { pod }, port },
    { networkPolicies, ...(namespaces !== undefined && { namespaces }) },
  );
  if (blocked === undefined) {
    const isOpen = egress.allowed === 'unknown' || ingress.allowed === 'unknown';
    return isOpen
      ? step(walk, {
          stage: 'network policy',
          status: 'assumed',
          text: 'a NetworkPolicy may block the connection: what it selects by is not in the bundle',
        })
      : walk;
  }
  const enforcing = networkPlugins(sources.pods ?? sources.podSpecs).filter(({ enforces }) => enforces);
  const { condition, evidence } = blocked;
  const stage = { stage: 'network policy' as const, condition, evidence };
  if (enforcing.length === 0)
    return step(walk, {
      ...stage,
      status: 'assumed',
      text: `a NetworkPolicy blocks port ${port} of ${podName(pod)}, if the network plugin enforces it`,
    });
  return failed(
    walk,
    { ...stage, text: `a NetworkPolicy blocks port ${port} of ${podName(pod)} at ${ip}` },
    { status: 503, flag: 'UF', details: 'connection_timeout', text: 'the connection times out' },
  );
}
