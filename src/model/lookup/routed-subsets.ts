import type { NonEmpty } from '../../core/non-empty.js';
import type { MeshFacts, VirtualService } from '../facets.js';
import { groupBy } from './derive.js';
import { type Destination, destinationsOf } from './destinations.js';
import { fullHost } from './hosts.js';

export interface RoutedSubset extends Destination {
  virtualService: VirtualService;
  /** Completed. */
  host: string;
  /** As the route has it. */
  written: string;
  subset: string;
}

/** Destinations with a subset, over all VirtualServices, by `subset host`. */
export function routedSubsets(
  virtualServices: readonly VirtualService[],
  mesh: MeshFacts,
): ReadonlyMap<string, NonEmpty<RoutedSubset>> {
  const routed = virtualServices.flatMap((virtualService) =>
    destinationsOf(virtualService).flatMap((destination): RoutedSubset[] => {
      const { subset } = destination;
      const host = fullHost(destination.host, virtualService.namespace, mesh);
      return subset === undefined ? [] : [{ ...destination, virtualService, host, written: destination.host, subset }];
    }),
  );
  return groupBy(routed, ({ host, subset }) => `${subset} ${host}`);
}
