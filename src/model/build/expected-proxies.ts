import type { Coverage, OfPod, PodRef, PodSpec } from '../facets.js';
import { hasProxy, proxyContainer } from '../lookup/pods.js';
import { isZtunnel } from '../lookup/ready-proxies.js';
import type { BuildContext } from './context.js';

/**
 * Coverage of what a tool fetches from every proxy. istioctl bug-report logs its list of containers, which lacks pods of
 * StatefulSets; dump_kubernetes.sh takes the log of every container, and drops those beyond its limit without a word. Other
 * tools do not say whom they meant to ask.
 */
export function proxyCoverage(context: BuildContext, found: readonly OfPod[], { ztunnel = false } = {}): Coverage {
  const { artifacts } = context;
  const seen = new Set(found.map(({ pod }) => keyOf(pod)));
  const logs = artifacts.of('bug-report-log');
  if (logs.length === 0 && artifacts.of('dump-time').length === 0) return { seen: seen.size };
  const specs = context.facet('podSpecs');
  const pods = specs.state === 'present' ? specs.value : [];
  const listed = logs.flatMap(({ value }) =>
    value.containers
      .filter(({ container }) => container === proxyContainer)
      .map(({ namespace, pod }) => keyOf({ namespace, name: pod })),
  );
  const running = pods.filter((pod) => hasProxy(pod) && (pod.statusUnknown || isReady(pod))).map(keyOf);
  const others = new Set(ztunnel ? [] : pods.filter(isZtunnel).map(keyOf));
  const expected = new Set([...seen, ...[...listed, ...running].filter((key) => !others.has(key))]).size;
  return { seen: seen.size, ...(expected > seen.size && { expected }) };
}

function isReady({ conditions }: PodSpec): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function keyOf({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}
