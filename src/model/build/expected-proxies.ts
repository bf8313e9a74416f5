import type { Coverage, PodRef, PodSpec } from '../facets.js';
import { hasProxy, proxyContainer } from '../lookup/pods.js';
import { isZtunnel } from '../lookup/ready-proxies.js';
import type { BuildContext } from './context.js';

/**
 * How many proxies were looked into, of how many there are: those that run, those that istioctl bug-report lists in its log,
 * or as many as the record of the capture says. `expected` stands only where it is more than what was seen.
 */
export function proxyCoverage(
  context: BuildContext,
  found: readonly { pod?: PodRef }[],
  { ztunnel = false } = {},
): Coverage {
  const seen = new Set(found.flatMap(({ pod }) => (pod === undefined ? [] : keyOf(pod))));
  const specs = context.facet('podSpecs');
  const pods = specs.state === 'present' ? specs.value : [];
  const running = pods.filter((pod) => hasProxy(pod) && runs(pod)).map(keyOf);
  const others = new Set(ztunnel ? [] : pods.filter(isZtunnel).map(keyOf));
  const known = new Set([...seen, ...[...listed(context), ...running].filter((key) => !others.has(key))]).size;
  const capture = context.facet('capture');
  const expected = Math.max(known, (capture.state === 'present' && capture.value.proxiesKnown) || 0);
  return { seen: seen.size, ...(expected > seen.size && { expected }) };
}

/** The list lacks pods of StatefulSets, in every version. */
function listed({ artifacts }: BuildContext): string[] {
  return artifacts
    .of('bug-report-log')
    .flatMap(({ value }) => value.containers)
    .filter(({ container }) => container === proxyContainer)
    .map(({ namespace, pod }) => keyOf({ namespace, name: pod }));
}

function runs({ phase, statusUnknown }: PodSpec): boolean {
  return statusUnknown === true || phase === 'Running';
}

function keyOf({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}
