import type { EnvoyFilter, EnvoyFilterPatch } from '../facets.js';

/** Patches of an EnvoyFilter that Istio comes to: one without a patch block ends the list. */
export function usablePatches({ spec }: EnvoyFilter): readonly EnvoyFilterPatch[] {
  const patches = spec.configPatches ?? [];
  const end = patches.findIndex(({ hasPatch }) => !hasPatch);
  return end < 0 ? patches : patches.slice(0, end);
}

/** The filter that a patch brings or, where its value has no name, changes; empty for none. */
export function patchedFilter({ operation, valueName, matchedFilter }: EnvoyFilterPatch): string {
  return operation === 'REMOVE' ? '' : (valueName ?? matchedFilter ?? '');
}

/** What stands beside the place where a patch goes in: the sub-filter of the match, else its filter. */
export function anchorOf({ matchedFilter, matchedSubFilter }: EnvoyFilterPatch): string | undefined {
  return matchedSubFilter ?? matchedFilter;
}

const replaceable = new Set(['HTTP_FILTER', 'NETWORK_FILTER', 'VIRTUAL_HOST']);
const routes = new Set(['ROUTE_CONFIGURATION', 'HTTP_ROUTE']);

/** Whether the operation is ignored with what the patch is applied to, by the reference of EnvoyFilter. */
export function isIgnoredOperation({ operation, applyTo }: EnvoyFilterPatch): boolean {
  if (operation === 'REPLACE') return !replaceable.has(applyTo);
  return (operation === 'ADD' || operation === 'REMOVE') && routes.has(applyTo);
}

const relative = new Set<string | undefined>(['INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'REPLACE']);

/** Whether the result depends on which patches went before; operations that are ignored do nothing. */
export function isRelative(patch: EnvoyFilterPatch): boolean {
  return relative.has(patch.operation) && !isIgnoredOperation(patch);
}
