import type { NonEmpty } from '../../core/non-empty.js';
import type { MeshFacts, VirtualService } from '../facets.js';
import { groupBy } from './derive.js';
import { fullHost } from './hosts.js';

export interface RoutedSubset {
  virtualService: VirtualService;
  /** Full host. */
  host: string;
  subset: string;
  /** Field path of the destination. */
  field: string;
  /** No request goes there for now: one of several destinations, of weight 0. */
  isIdle: boolean;
}

/** Destinations with a subset, over all VirtualServices, by `subset host`. */
export function routedSubsets(
  virtualServices: readonly VirtualService[],
  mesh: MeshFacts,
): ReadonlyMap<string, NonEmpty<RoutedSubset>> {
  const routed = virtualServices.flatMap((virtualService) =>
    virtualService.spec.routes.flatMap(({ destinations }) =>
      destinations.flatMap(({ host, subset, field, weight }): RoutedSubset[] =>
        subset === undefined
          ? []
          : [
              {
                virtualService,
                host: fullHost(host, virtualService.namespace, mesh),
                subset,
                field,
                isIdle: weight === 0,
              },
            ],
      ),
    ),
  );
  return groupBy(routed, ({ host, subset }) => `${subset} ${host}`);
}
