import { citeField, type Evidence } from '../../core/evidence.js';
import type { KubernetesEvent } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';

interface ObjectName {
  kind: string;
  namespace: string;
  name: string;
}

const key = ({ kind, namespace, name }: ObjectName) => `${kind}/${namespace}/${name}`;

const byObject = derivedOnce((events: readonly KubernetesEvent[]) =>
  groupBy(events, ({ namespace, object }) => key({ namespace, ...object })),
);

/** The latest event about one object with one of these reasons. */
export function latestEvent(
  events: readonly KubernetesEvent[] | undefined,
  object: ObjectName,
  reasons: readonly string[],
): KubernetesEvent | undefined {
  if (events === undefined) return undefined;
  let latest: KubernetesEvent | undefined;
  for (const event of byObject(events).get(key(object)) ?? []) {
    if (!reasons.includes(event.reason)) continue;
    if (latest === undefined || (event.last ?? '') >= (latest.last ?? '')) latest = event;
  }
  return latest;
}

export function citeEvent(event: KubernetesEvent): Evidence {
  return citeField(event.source, 'message', `${event.reason}: ${event.message}`);
}
