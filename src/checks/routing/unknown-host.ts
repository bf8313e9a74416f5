import { citeField } from '../../core/evidence.js';
import { mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { MeshConfig, MeshFacts, Service, ServiceSpec, VirtualService } from '../../model/facets.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { derivedOnce, groupBy } from '../../model/lookup/derive.js';
import { type Destination, destinationsOf } from '../../model/lookup/destinations.js';
import {
  findHost,
  findServices,
  fullHost,
  isExportedTo,
  type KnownHost,
  portsOfHost,
} from '../../model/lookup/hosts.js';
import { notGathered } from '../../model/lookup/known-objects.js';
import { mayBeElsewhere, unknownHost } from '../../model/lookup/unknown-host.js';
import { exportsOf, exportsOfService } from '../../model/lookup/visible-hosts.js';
import { defineCheck } from '../check.js';

export const routingUnknownHost = defineCheck({
  meta: {
    id: 'routing/unknown-host',
    title: 'Hosts that VirtualServices route to exist',
    severity: 'error',
    why: 'For a host that is neither a service nor a ServiceEntry proxies have no cluster: requests on such a route get 503 with the flag NC.',
    fix: [
      {
        text: 'Correct the host, or declare it with a ServiceEntry. Short names mean the namespace of the VirtualService.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
      },
    ],
    aliases: ['IST0101'],
    codes: ['KIA1101'],
    decides:
      'Looks each destination and mirror up among the services and ServiceEntries of all namespaces, then whether the namespace of the VirtualService sees it (exportTo, the annotation of services, the defaults of the mesh), then its port.',
    falsePositives: [
      'A host of another cluster is known when a captured proxy knows it; hosts of namespaces that were not gathered stay open.',
      'Manifests without any Service of a namespace say nothing about its hosts, unless a service of that name is in another one.',
      'In bundles routes of gateways alone are not checked for exports: they are looked up from the namespace of the gateway.',
    ],
  },
  requires: ['virtualServices', 'services', 'mesh'],
  uses: ['serviceEntries', 'namespaces', 'serviceSpecs', 'proxyConfigs', 'meshConfig', 'registryHosts', 'clusters'],
  messages: {
    unknown: 'VirtualService {namespace}/{name} routes to {host}, which is no known service',
    incomplete: 'VirtualService {namespace}/{name} routes to {host}, which Istio does not complete: write {meant}',
    notExported: 'VirtualService {namespace}/{name} routes to {host}, which is not exported to namespace {namespace}',
    unknownPort: 'VirtualService {namespace}/{name} routes to port {port} of {host}, which has {ports} only',
  },
  identity: ['host', 'port'],
  *run(facets, { undecided }) {
    const { virtualServices, mesh, serviceSpecs = [], meshConfig, ...registry } = acrossClusters(facets);
    for (const virtualService of virtualServices) {
      const { namespace, name, source } = virtualService;
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const [host, destinations] of groupBy(destinationsOf(virtualService), (to) =>
        fullHost(to.host, namespace, mesh),
      )) {
        const about = { namespace, name, host };
        const subject = { kind: 'VirtualService', namespace, name };
        const evidence = () => mapNonEmpty(destinations, (to) => citeField(source, `${to.field}.host`, to.host));
        const unknown = unknownHost(host, { ...registry, mesh });
        if (unknown?.maybeNotCaptured && mesh.isManifests) {
          undecided(notGathered('service', host));
          continue;
        }
        if (unknown !== undefined) {
          const { meant, maybeNotCaptured } = unknown;
          const isServing = destinations.some((to) => to.isServing);
          const detail = maybeNotCaptured
            ? 'The bundle has no service at all of that namespace.'
            : elsewhereText(destinations[0], registry.services);
          yield {
            messageId: meant === undefined ? 'unknown' : 'incomplete',
            args: { ...about, ...(meant !== undefined && { meant }) },
            subject,
            severity: !isServing || maybeNotCaptured ? 'warning' : 'error',
            ...(meant === undefined && { aliases: ['KIA1101'] }),
            ...(detail !== undefined && { detail }),
            evidence: evidence(),
          };
          continue;
        }
        const known = findHost(host, { ...registry, mesh });
        if (known === undefined) {
          if (mayBeElsewhere(host, mesh)) undecided(notGathered('service and ServiceEntry', host));
          continue;
        }
        if (
          !isVisible(known, virtualService, { serviceSpecs, mesh, ...(meshConfig !== undefined && { meshConfig }) })
        ) {
          const severity = mesh.isManifests ? 'error' : 'warning';
          yield { messageId: 'notExported', args: about, subject, severity, evidence: evidence() };
        }
        for (const [port, same] of unknownPorts(destinations, known)) {
          yield {
            messageId: 'unknownPort',
            args: { ...about, port, ports: portsOfHost(known).join(', ') },
            subject,
            evidence: mapNonEmpty(same, (to) => citeField(source, `${to.field}.port.number`, port)),
          };
        }
      }
    }
  },
});

/** Short names are often meant for the namespace of the service, while the VirtualService stands in another. */
function elsewhereText({ host }: Destination, services: readonly Service[]): string | undefined {
  const namespaces = host.includes('.') ? [] : (namespacesByService(services).get(host) ?? []);
  if (namespaces.length === 0) return undefined;
  return `There is a service ${host} in namespace ${namespaces.slice(0, 3).join(', ')}; Istio completes a short name with the namespace of the VirtualService.`;
}

const namespacesByService = derivedOnce(
  (services: readonly Service[]) =>
    new Map(
      [...groupBy(services, ({ name }) => name)].map(([name, same]) => [
        name,
        [...new Set(same.map(({ namespace }) => namespace))],
      ]),
    ),
);

/** Ports that are routed to and that nothing behind the host has; an ExternalName service needs none. */
function unknownPorts(
  destinations: readonly Destination[],
  known: KnownHost,
): ReadonlyMap<string, NonEmpty<Destination>> {
  const ports = portsOfHost(known);
  const isAlias = known.services.some(({ type }) => type === 'ExternalName');
  if (ports.length === 0 || isAlias) return new Map();
  const unknown = destinations.filter(({ port }) => port !== undefined && !ports.includes(port));
  return groupBy(unknown, ({ port }) => String(port));
}

/**
 * Sidecars of the VirtualService's own namespace see the host. On manifests this is asked as istioctl does: for routes of
 * gateways too, and from the namespaces that the VirtualService itself is exported to.
 */
function isVisible(
  { services, entries }: KnownHost,
  { namespace, spec }: VirtualService,
  {
    serviceSpecs,
    mesh,
    meshConfig,
  }: { serviceSpecs: readonly ServiceSpec[]; mesh: MeshFacts; meshConfig?: MeshConfig },
): boolean {
  if (!mesh.isManifests && !spec.gateways.includes('mesh')) return true;
  const named = mesh.isManifests ? spec.exportTo.filter((target) => target !== '.' && target !== '*') : [];
  const viewers = named.length > 0 && named.length === spec.exportTo.length ? named : [namespace, ...named];
  return viewers.some(
    (viewer) =>
      services.some((service) => {
        const whole = findServices(serviceSpecs, service)[0];
        return whole === undefined || isExportedTo(exportsOfService(whole, meshConfig), service.namespace, viewer);
      }) || entries.some((entry) => isExportedTo(exportsOf(entry, meshConfig), entry.namespace, viewer)),
  );
}
