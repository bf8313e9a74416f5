import type { Coverage, Facet, PodRef, PodSpec } from '../facets.js';
import { hasProxy, proxyContainer } from '../lookup/pods.js';
import { isZtunnel } from '../lookup/ready-proxies.js';
import type { Artifacts, BuildContext } from './context.js';

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
  const others = new Set(ztunnel ? [] : pods.filter(isZtunnel).map(keyOf));
  const inLists = knownProxies(context.artifacts, specs).map(keyOf);
  const known = new Set([...seen, ...inLists.filter((key) => !others.has(key))]).size;
  const capture = context.facet('capture');
  const expected = Math.max(known, (capture.state === 'present' && capture.value.proxiesKnown) || 0);
  return { seen: seen.size, ...(expected > seen.size && { expected }) };
}

/** Pods with a proxy, ztunnels too: those that run, and those that istioctl bug-report lists, which has no StatefulSets. */
export function knownProxies(artifacts: Artifacts, specs: Facet<readonly PodSpec[]>): PodRef[] {
  const running = specs.state === 'present' ? specs.value.filter((pod) => hasProxy(pod) && runs(pod)) : [];
  const listed = artifacts
    .of('bug-report-log')
    .flatMap(({ value }) => value.containers)
    .filter(({ container }) => container === proxyContainer)
    .map(({ namespace, pod }) => ({ namespace, name: pod }));
  return [...running.map(({ namespace, name }) => ({ namespace, name })), ...listed];
}

function runs({ phase, statusUnknown }: PodSpec): boolean {
  return statusUnknown === true || phase === 'Running';
}

function keyOf({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}
