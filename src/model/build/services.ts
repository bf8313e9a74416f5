import { isMasked } from '../../core/mask.js';
import type { KubernetesObject } from '../../parsers/kubernetes-objects/index.js';
import type { Facet, Service, ServiceEndpoints, ServiceSpec } from '../facets.js';
import { groupBy } from '../lookup/derive.js';
import { absent, absentKinds, type BuildContext, present } from './context.js';
import { listsAll } from './listed.js';
import { listedOrAbsent, objectsOf } from './objects.js';
import { tableRows } from './tables.js';

/** Services from their objects, else from the table that kubectl prints. */
export function buildServices(context: BuildContext): Facet<readonly Service[]> {
  const specs = context.facet('serviceSpecs');
  if (specs.state === 'present') return specs;
  const rows = tableRows(context.artifacts, 'services');
  return rows === undefined
    ? absentKinds(context.artifacts, 'list of services', 'kubernetes-objects', 'kubectl-table')
    : present(rows.map(withoutMask));
}

export function buildServiceSpecs({ artifacts }: BuildContext): Facet<readonly ServiceSpec[]> {
  const services = objectsOf(artifacts, 'Service')
    .map(({ metadata, spec, source }) => ({
      namespace: metadata.namespace ?? 'default',
      name: metadata.name,
      labels: metadata.labels,
      annotations: metadata.annotations,
      ...(metadata.created !== undefined && { created: metadata.created }),
      ...spec,
      source,
    }))
    .map(withoutMask);
  return listedOrAbsent(artifacts, services, 'service objects', 'Service');
}

function withoutMask<S extends Pick<Service, 'clusterIPs'>>(service: S): S & Pick<Service, 'addressMasked'> {
  return service.clusterIPs.some(isMasked) ? { ...service, clusterIPs: [], addressMasked: true } : service;
}

/** Endpoint slices, Endpoints of services without a slice, else the table, which names at most three addresses. */
export function buildEndpoints({ artifacts }: BuildContext): Facet<readonly ServiceEndpoints[]> {
  const sliceObjects = objectsOf(artifacts, 'EndpointSlice');
  const slices = fromSlices(sliceObjects);
  const sliced = new Set(slices.map(({ namespace, service }) => `${namespace}/${service}`));
  const objects = objectsOf(artifacts, 'Endpoints').map(({ metadata, spec, source }) => ({
    namespace: metadata.namespace ?? 'default',
    service: metadata.name,
    ...spec,
    source,
  }));
  const found = [...slices, ...objects.filter(({ namespace, service }) => !sliced.has(`${namespace}/${service}`))];
  const rows = tableRows(artifacts, 'endpoints');
  const masked = [...found, ...(rows ?? [])].find(({ addresses }) => addresses.some(({ ip }) => isMasked(ip)));
  if (masked !== undefined)
    return absent(`endpoints captured but masked: ${masked.source.path} does not show addresses`);
  const isListed = listsAll(artifacts, 'EndpointSlice') || listsAll(artifacts, 'Endpoints');
  if (found.length > 0 || (isListed && sliceObjects.length === 0)) return present(found);
  if (rows !== undefined) return present(rows);
  return sliceObjects.length > 0
    ? absent('the endpoint slices in the bundle do not name their services')
    : absentKinds(artifacts, 'endpoints', 'kubernetes-objects', 'kubectl-table');
}

/** A service with many pods has several slices, and a dual-stack one has a slice for each family. */
function fromSlices(slices: readonly KubernetesObject<'EndpointSlice'>[]): ServiceEndpoints[] {
  const named = slices.flatMap((slice) =>
    slice.spec.service === undefined ? [] : [{ slice, service: slice.spec.service }],
  );
  const groups = groupBy(named, ({ slice, service }) => `${slice.metadata.namespace ?? 'default'}/${service}`);
  return [...groups.values()].map(([first, ...others]) => {
    const all = [first, ...others].map(({ slice }) => slice.spec);
    return {
      namespace: first.slice.metadata.namespace ?? 'default',
      service: first.service,
      addresses: all.flatMap(({ addresses }) => addresses),
      ports: distinctPorts(all.flatMap(({ ports }) => ports)),
      source: first.slice.source,
    };
  });
}

/** Every slice of a service repeats its ports. */
function distinctPorts(ports: ServiceEndpoints['ports']): ServiceEndpoints['ports'] {
  const keys = ports.map(({ name, port, protocol }) => `${name} ${port} ${protocol}`);
  return ports.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}
