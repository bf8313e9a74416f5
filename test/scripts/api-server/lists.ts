import type { KubernetesObject } from './recorded-mesh.js';
import { groupVersionOf, type Resource } from './resources.js';
import { badRequest } from './status.js';

/** The objects that the selectors of the query choose. */
export function select(objects: readonly KubernetesObject[], query: URLSearchParams): KubernetesObject[] {
  const fields = requirementsIn(query.get('fieldSelector'));
  const labels = requirementsIn(query.get('labelSelector'));
  return objects.filter(
    (object) =>
      fields.every(({ key, values }) => values.includes(fieldOf(object, key))) &&
      labels.every(({ key, values }) => values.includes(object.metadata.labels?.[key] ?? '')),
  );
}

/** `key=value`, `key==value` and `key in (a,b)`, separated by commas. */
function requirementsIn(selector: string | null): { key: string; values: string[] }[] {
  if (selector === null || selector === '') return [];
  return selector.split(/,(?![^(]*\))/).map((requirement) => {
    const [, key, value] = /^([^=!() ]+)(?:==?| in \()([^=()]*)\)?$/.exec(requirement) ?? [];
    if (key === undefined || value === undefined) throw badRequest(`unable to parse requirement: ${requirement}`);
    return { key, values: value.split(',') };
  });
}

function fieldOf(object: KubernetesObject, path: string): string {
  const value = path.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)?.[key], object);
  return String(value ?? '');
}

/** One page of a list: `limit` objects from where `continue` points to. */
export interface Page {
  items: KubernetesObject[];
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
}

export function pageOf(objects: readonly KubernetesObject[], query: URLSearchParams): Page {
  const from = Number(query.get('continue') ?? 0);
  const to = from + (Number(query.get('limit') ?? 0) || objects.length);
  const remaining = objects.length - to;
  return {
    items: objects.slice(from, to),
    metadata: {
      resourceVersion: '1',
      ...(remaining > 0 && { continue: String(to), remainingItemCount: remaining }),
    },
  };
}

/** Built-in kinds do not repeat their type in each item. */
export function listDocument(resource: Resource, { items, metadata }: Page) {
  return {
    kind: `${resource.kind}List`,
    apiVersion: groupVersionOf(resource),
    metadata,
    items: resource.custom ? items : items.map(({ kind, apiVersion, ...rest }) => rest),
  };
}
