import type { Labels, Service } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { matchesLabels } from './selector.js';

const byNamespace = derivedOnce((services: readonly Service[]) => groupBy(services, ({ namespace }) => namespace));

/** Services that select one pod. For the pods of many services start from the service instead (`podsOfService`). */
export function servicesSelecting<S extends Service>(
  services: readonly S[],
  pod: { namespace: string; labels: Labels },
): readonly S[] {
  const own = (byNamespace(services).get(pod.namespace) ?? []) as readonly S[];
  return own.filter(
    ({ selector }) => selector !== undefined && selector.size > 0 && matchesLabels(selector, pod.labels),
  );
}
