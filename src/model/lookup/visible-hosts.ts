import type { MeshConfig, MeshFacts, Service, ServiceEntry, ServiceSpec } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { findServices, isExportedTo, type KnownHost, serviceNamed } from './hosts.js';

export interface VisibilityRegistry {
  services: readonly Service[];
  /** Annotations say to whom a service is exported; without them all are. */
  serviceSpecs?: readonly ServiceSpec[];
  serviceEntries?: readonly ServiceEntry[];
  meshConfig?: MeshConfig;
  mesh: MeshFacts;
}

/** The namespaces that a service is exported to: its annotation, else the mesh's default; empty for all. */
export function exportsOfService({ annotations }: ServiceSpec, meshConfig?: MeshConfig): readonly string[] {
  const own = (annotations.get('networking.istio.io/exportTo') ?? '').split(',').flatMap((part) => part.trim() || []);
  return own.length > 0 ? own : (meshConfig?.defaultServiceExportTo ?? []);
}

/** The namespaces that a VirtualService, DestinationRule or ServiceEntry is exported to; empty for all. */
export function exportsOf(
  { kind, spec }: { kind: string; spec: { exportTo: readonly string[] } },
  meshConfig?: MeshConfig,
): readonly string[] {
  if (spec.exportTo.length > 0) return spec.exportTo;
  if (kind === 'VirtualService') return meshConfig?.defaultVirtualServiceExportTo ?? [];
  if (kind === 'DestinationRule') return meshConfig?.defaultDestinationRuleExportTo ?? [];
  // istiod takes the default of services for ServiceEntries too.
  return kind === 'ServiceEntry' ? (meshConfig?.defaultServiceExportTo ?? []) : [];
}

/**
 * What a full host is to a namespace: services and ServiceEntries that have it and are exported there; else ServiceEntries
 * whose wildcard host ends it. Nothing when none is visible, be it that none exists (`findHost` tells).
 */
export function findVisibleHost(host: string, namespace: string, registry: VisibilityRegistry): KnownHost | undefined {
  const { services, serviceSpecs = [], serviceEntries = [], meshConfig, mesh } = registry;
  const named = serviceNamed(host, mesh);
  const visible = (named === undefined ? [] : findServices(services, named)).filter((service) => {
    const spec = findServices(serviceSpecs, service)[0];
    return spec === undefined || isExportedTo(exportsOfService(spec, meshConfig), service.namespace, namespace);
  });
  const isEntryVisible = (entry: ServiceEntry) =>
    isExportedTo(exportsOf(entry, meshConfig), entry.namespace, namespace);
  const exact = (entriesByHost(serviceEntries).get(host) ?? []).map(({ entry }) => entry).filter(isEntryVisible);
  if (visible.length > 0 || exact.length > 0) return { services: visible, entries: exact };
  const covering = wildcardEntries(serviceEntries)
    .filter(({ suffix, entry }) => host.endsWith(suffix) && isEntryVisible(entry))
    .map(({ entry }) => entry);
  return covering.length > 0 ? { services: [], entries: covering } : undefined;
}

const entriesByHost = derivedOnce((entries: readonly ServiceEntry[]) =>
  groupBy(
    entries.flatMap((entry) => entry.spec.hosts.map((host) => ({ host, entry }))),
    ({ host }) => host,
  ),
);

const wildcardEntries = derivedOnce((entries: readonly ServiceEntry[]) =>
  entries.flatMap((entry) =>
    entry.spec.hosts.flatMap((host) => (host.startsWith('*') ? [{ suffix: host.slice(1), entry }] : [])),
  ),
);
