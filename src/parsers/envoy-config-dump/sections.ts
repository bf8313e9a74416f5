import type { EnvoySecret } from './artifact.js';
import type { ElementSort } from './elements.js';

/** What the elements of an array are. */
export type ArrayKind = ResourceArray | WarmingArray | SecretArray;

export interface ResourceArray {
  holds: 'resources';
  sort: ElementSort;
  dynamic: boolean;
}

export interface WarmingArray {
  holds: 'warming';
  sort: 'cluster' | 'listener';
}

export interface SecretArray {
  holds: 'secrets';
  state: EnvoySecret['state'];
}

const resources = (sort: ElementSort, dynamic: boolean): ArrayKind => ({ holds: 'resources', sort, dynamic });
const warming = (sort: 'cluster' | 'listener'): ArrayKind => ({ holds: 'warming', sort });
const secrets = (state: EnvoySecret['state']): ArrayKind => ({ holds: 'secrets', state });

/**
 * The arrays of all sections that are read. Their names are unique, so that neither the section's type URL (v2alpha or v3)
 * nor its place matters. Draining listeners are left out: they serve only connections that they have.
 */
const arrays = new Map<string, ArrayKind>([
  ['static_clusters', resources('cluster', false)],
  ['dynamic_active_clusters', resources('cluster', true)],
  ['dynamic_warming_clusters', warming('cluster')],
  ['static_listeners', resources('listener', false)],
  ['dynamic_active_listeners', resources('listener', true)],
  ['dynamic_warming_listeners', warming('listener')],
  ['dynamic_listeners', resources('listener', true)],
  ['static_route_configs', resources('route', false)],
  ['dynamic_route_configs', resources('route', true)],
  ['static_endpoint_configs', resources('endpoint', false)],
  ['dynamic_endpoint_configs', resources('endpoint', true)],
  ['static_secrets', secrets('static')],
  ['dynamic_active_secrets', secrets('active')],
  ['dynamic_warming_secrets', secrets('warming')],
]);

export function arrayKind(key: string): ArrayKind | undefined {
  return arrays.get(key) ?? arrays.get(key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}
