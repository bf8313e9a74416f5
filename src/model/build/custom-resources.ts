import { kindOfCustomResource } from '../../core/custom-resources.js';
import type { ObjectKind } from '../../parsers/kubernetes-objects/index.js';
import { derivedOnce } from '../lookup/derive.js';
import type { Artifacts } from './context.js';
import { tableRows } from './tables.js';

/** Names of the definitions that an API server needs in order to store the kinds. */
const definitions: ReadonlyMap<string, string> = new Map(
  [...kindOfCustomResource].map(([resource, kind]) => [kind, resource]),
);

/** True when the cluster is known not to have this custom resource, so that there can be no object of it. */
export function hasNoDefinition(artifacts: Artifacts, kind: ObjectKind): boolean {
  const name = definitions.get(kind);
  const defined = definedNames(artifacts);
  if (defined === undefined) return false;
  if (kind === '*.config.istio.io') return ![...defined].some((known) => known.endsWith('.config.istio.io'));
  return name !== undefined && !defined.has(name);
}

/** Nothing where no entry lists every definition of the cluster. */
const definedNames = derivedOnce((artifacts: Artifacts): ReadonlySet<string> | undefined => {
  if (!artifacts.lists('CustomResourceDefinition')) return undefined;
  const rows = tableRows(artifacts, 'customResourceDefinitions');
  return rows && new Set(rows.map(({ name }) => name));
});
