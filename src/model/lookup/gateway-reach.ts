import type { IstioGateway, PodSpec, Workload } from '../facets.js';
import { gatewayPods } from './gateway-pods.js';
import { matchesLabels } from './selector.js';

/** Variable of istiod that limits a Gateway to the pods of its own namespace. */
export const gatewayScopeVariable = 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE';

/** Whether some istiod says so; manifests of istiod say it as well as its pods. */
export function isScopedToNamespace(podSpecs: readonly PodSpec[], workloads: readonly Workload[] = []): boolean {
  const environments = [
    ...podSpecs.flatMap(({ containers }) => containers.map(({ env }) => env)),
    ...workloads.flatMap(({ containers = [] }) => containers.map(({ env }) => env)),
  ];
  return environments.some((env) => env.get(gatewayScopeVariable) === 'true');
}

export type Relation = 'equal' | 'narrower' | 'wider' | 'overlapping' | 'apart';

/** How the selector of a Gateway stands to another's: `narrower` when every pod it takes is taken by the other too. */
export function selectorRelation(a: IstioGateway, b: IstioGateway, podSpecs: readonly PodSpec[] = []): Relation {
  const inner = matchesLabels(b.spec.selector, a.spec.selector);
  const outer = matchesLabels(a.spec.selector, b.spec.selector);
  if (inner && outer) return 'equal';
  if (inner) return 'narrower';
  if (outer) return 'wider';
  return gatewayPods(a, podSpecs).some((pod) => matchesLabels(b.spec.selector, pod.labels)) ? 'overlapping' : 'apart';
}

/** A host of a server: `namespace/host` with `.` for the Gateway's own namespace, `*` for all of them. */
export interface ServedHost {
  scope: string;
  /** In lower case. */
  host: string;
}

export function servedHost(written: string, namespace: string): ServedHost {
  const slash = written.indexOf('/');
  const scope = slash < 0 ? '*' : written.slice(0, slash);
  return { scope: scope === '.' ? namespace : scope, host: written.slice(slash + 1).toLowerCase() };
}
