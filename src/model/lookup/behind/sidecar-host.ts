import { citeField } from '../../../core/evidence.js';
import type { Facets } from '../../facets.js';
import { findHost, fullHost, isExportedTo, type KnownHost, portsOfHost } from '../hosts.js';
import { rootNamespaceOf } from '../root-namespace.js';
import { coversHost, isInEgressScope, sidecarFor } from '../sidecar-scope.js';
import { unknownHost } from '../unknown-host.js';
import { exportsOf, findVisibleHost } from '../visible-hosts.js';
import { namesMeant } from './asked-names.js';
import { type Behind, citing, inWords, list, nameOf, saying, serviceName } from './behind.js';
import type { ReportingProxy } from './proxy.js';

export type HostFacets = Pick<Facets, 'mesh'> &
  Partial<
    Pick<
      Facets,
      | 'services'
      | 'serviceSpecs'
      | 'serviceEntries'
      | 'virtualServices'
      | 'sidecars'
      | 'namespaces'
      | 'proxyConfigs'
      | 'registryHosts'
      | 'meshConfig'
    >
  >;

/** Why a sidecar has no route for a host that its application asked for. */
export function behindUnservedHost(
  host: string,
  port: number | undefined,
  proxy: ReportingProxy,
  known: HostFacets,
): Behind | undefined {
  return behindPartialRoutes(host, proxy, known) ?? behindHiddenHost(host, port, proxy, known);
}

/** A VirtualService takes over a host: what fits none of its matches has no route. */
function behindPartialRoutes(
  host: string,
  { pod }: ReportingProxy,
  { virtualServices = [], meshConfig, mesh }: HostFacets,
): Behind | undefined {
  const names = namesMeant(host, pod.namespace, mesh);
  const routing = virtualServices.filter((virtualService) => {
    const { namespace, spec } = virtualService;
    const http = spec.routes.filter(({ protocol }) => protocol === 'http');
    return (
      spec.gateways.includes('mesh') &&
      http.length > 0 &&
      http.every(({ matches = [] }) => matches.length > 0) &&
      isExportedTo(exportsOf(virtualService, meshConfig), namespace, pod.namespace) &&
      spec.hosts.some((written) => names.some((name) => coversHost(fullHost(written, namespace, mesh), name)))
    );
  });
  return citing(
    routing.map((object) => ({ object, evidence: citeField(object.source, 'spec.http', 'every route has a match') })),
    (names) => `The host is routed by ${names}, and what fits none of the matches has no route.`,
  );
}

/** A host that is not known, not exported, not imported, or not on that port. */
export function behindHiddenHost(
  host: string,
  port: number | undefined,
  proxy: ReportingProxy,
  known: HostFacets,
): Behind | undefined {
  const { services, sidecars, mesh } = known;
  const { namespace } = proxy.pod;
  if (services === undefined || isAddress(host)) return undefined;
  const registry = { ...known, services };
  const name = namesMeant(host, namespace, mesh).find((one) => findHost(one, registry) !== undefined);
  if (name === undefined) return behindUnknownHost(fullHost(host, namespace, mesh), registry);
  const found = findHost(name, registry);
  if (found === undefined) return undefined;
  const visible = findVisibleHost(name, namespace, registry);
  if (visible === undefined) return notExported(found, namespace);
  const sidecar =
    proxy.labels && sidecarFor({ namespace, labels: proxy.labels }, sidecars ?? [], rootNamespaceOf(known));
  const owners = [...visible.services, ...visible.entries];
  if (
    sidecar !== undefined &&
    !owners.some((owner) => isInEgressScope(sidecar, namespace, { host: name, namespace: owner.namespace }))
  )
    return {
      text: `${inWords(sidecar)} does not import ${name}.`,
      evidence: [citeField(sidecar.source, 'spec.egress', sidecar.spec.egressHosts)],
      objects: [nameOf(sidecar)],
    };
  return port === undefined || portsOfHost(visible).includes(port) ? undefined : withoutPort(visible, port);
}

function behindUnknownHost(host: string, registry: HostFacets & Pick<Facets, 'services'>): Behind | undefined {
  const unknown = unknownHost(host, registry);
  if (unknown === undefined || unknown.maybeNotCaptured) return undefined;
  const meant = unknown.meant === undefined ? '' : `; ${unknown.meant} exists`;
  return saying(`No Service or ServiceEntry has host ${host}${meant}.`);
}

function notExported({ services, entries }: KnownHost, namespace: string): Behind | undefined {
  const field = "metadata.annotations['networking.istio.io/exportTo']";
  return citing(
    [
      ...services.map(({ source, ...service }) => ({
        object: serviceName(service),
        evidence: citeField(source, field, `not to ${namespace}`),
      })),
      ...entries.map((object) => ({
        object,
        evidence: citeField(object.source, 'spec.exportTo', object.spec.exportTo),
      })),
    ],
    (names) => `The host is that of ${names}, not exported to namespace ${namespace}.`,
  );
}

function withoutPort(known: KnownHost, port: number): Behind | undefined {
  const ports = list(portsOfHost(known).map(String));
  return citing(
    [
      ...known.services.map(({ source, ...service }) => ({
        object: serviceName(service),
        evidence: citeField(source, 'spec.ports', ports),
      })),
      ...known.entries.map((object) => ({ object, evidence: citeField(object.source, 'spec.ports', ports) })),
    ],
    (names) => `The host is that of ${names}, on port ${ports} and not on ${port}.`,
  );
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^[\d.]+$/.test(host);
}
