import { type Extension, extension, type Message } from './message.js';
import { prepared } from './prepared.js';
import { documentContents, type ProxyDocument } from './resources/document.js';
import {
  configOf,
  type NotServing,
  notServingOf,
  type Resource,
  resourceOf,
  type Secret,
  secretOf,
} from './resources/resource.js';
import type { Entry, ResourceKind } from './resources/sections.js';

export type { ProxyDocument } from './resources/document.js';
export {
  configOf,
  type NotServing,
  pointerWithin,
  type Refusal,
  type Resource,
  type Secret,
} from './resources/resource.js';
export type { ResourceKind } from './resources/sections.js';

/** What one proxy held when it was captured. A list whose kind is not in `captured` is empty because nobody asked. */
export interface ProxyResources {
  captured: ReadonlySet<ResourceKind>;
  /** Active listeners. */
  listeners: readonly Resource[];
  clusters: readonly Resource[];
  /** Route configurations that listeners name (RDS); the inline ones stand in their connection managers. */
  routes: readonly Resource[];
  /** Cluster load assignments; only in dumps that were taken with `include_eds`. */
  endpoints: readonly Resource[];
  /** Filters whose configuration came by discovery of its own (ECDS). */
  filters: readonly Resource[];
  secrets: readonly Secret[];
  /** Listeners and clusters that warm up, drain or were refused with nothing active in their place. */
  notServing: readonly NotServing[];
}

/** Reads the documents of one proxy. Resources are found now and normalised when someone asks for them. */
export function proxyResources(documents: readonly ProxyDocument[]): ProxyResources {
  const captured = new Set<ResourceKind>();
  const secrets: Secret[] = [];
  const notServing: NotServing[] = [];
  const active: Record<Exclude<ResourceKind, 'secret'>, Resource[]> = {
    listener: [],
    cluster: [],
    route: [],
    endpoints: [],
    filter: [],
  };

  function take(entry: Entry, file: string | undefined): void {
    if (entry.kind === 'secret') secrets.push(secretOf(entry, file));
    else if (entry.state === 'active') active[entry.kind].push(resourceOf(entry, file));
    else notServing.push(notServingOf(entry, file));
  }

  for (const document of documents) {
    const contents = documentContents(document);
    for (const kind of contents.captured) captured.add(kind);
    for (const entry of contents.entries) take(entry, document.file);
  }
  return {
    captured,
    listeners: active.listener,
    clusters: active.cluster,
    routes: active.route,
    endpoints: active.endpoints,
    filters: active.filter,
    secrets,
    notServing,
  };
}

/** `missing`: the proxy did not have it. `not captured`: nobody asked the proxy for this kind. */
export type Found<Item> = Item | 'missing' | 'not captured';

export function findListener(resources: ProxyResources, name: string): Found<Resource> {
  return found(resources, 'listener', byName(resources.listeners), name);
}

export function findCluster(resources: ProxyResources, name: string): Found<Resource> {
  return found(resources, 'cluster', byName(resources.clusters), name);
}

/** By the name that a connection manager gives for RDS. */
export function findRoutes(resources: ProxyResources, name: string): Found<Resource> {
  return found(resources, 'route', byName(resources.routes), name);
}

/** By the EDS service name of the cluster, or the cluster's name where it has none. */
export function findEndpoints(resources: ProxyResources, name: string): Found<Resource> {
  return found(resources, 'endpoints', byName(resources.endpoints), name);
}

/** Secrets of that name; one may be active and have a warming successor. */
export function findSecrets(resources: ProxyResources, name: string): Found<readonly Secret[]> {
  return found(resources, 'secret', secretsByName(resources.secrets), name);
}

/** A filter or other extension with its configuration, also when that came by ECDS. */
export function findExtension(resources: ProxyResources, config: Message): Found<Extension> {
  const inline = extension(config);
  if (!inline.isDiscovered) return inline;
  const discovered = found(resources, 'filter', byName(resources.filters), inline.name);
  return typeof discovered === 'string' ? discovered : { ...extension(configOf(discovered)), name: inline.name };
}

function found<Item>(
  { captured }: ProxyResources,
  kind: ResourceKind,
  items: ReadonlyMap<string, Item>,
  name: string,
): Found<Item> {
  return items.get(name) ?? (captured.has(kind) ? 'missing' : 'not captured');
}

/** Of equal names the first counts: Envoy refuses a dynamic resource with the name of a static one. */
const byName: (items: readonly Resource[]) => ReadonlyMap<string, Resource> = prepared((items: readonly Resource[]) => {
  const index = new Map<string, Resource>();
  for (const item of items) {
    if (item.name !== undefined && !index.has(item.name)) index.set(item.name, item);
  }
  return index;
});

const secretsByName: (items: readonly Secret[]) => ReadonlyMap<string, readonly Secret[]> = prepared(
  (items: readonly Secret[]) => {
    const index = new Map<string, Secret[]>();
    for (const item of items) {
      if (item.name === undefined) continue;
      const same = index.get(item.name);
      if (same === undefined) index.set(item.name, [item]);
      else same.push(item);
    }
    return index;
  },
);
