import { citeField } from '../../core/evidence.js';
import { mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { Service, ServiceSpec, VirtualService } from '../../model/facets.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { groupBy } from '../../model/lookup/derive.js';
import { type Destination, destinationsOf } from '../../model/lookup/destinations.js';
import { findHost, findServices, fullHost, isExportedTo, type KnownHost } from '../../model/lookup/hosts.js';
import { notGathered } from '../../model/lookup/known-objects.js';
import { mayBeElsewhere, unknownHost } from '../../model/lookup/unknown-host.js';
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
  },
  requires: ['virtualServices', 'services', 'mesh'],
  uses: ['serviceEntries', 'namespaces', 'serviceSpecs', 'proxyConfigs', 'registryHosts', 'clusters'],
  messages: {
    unknown: 'VirtualService {namespace}/{name} routes to {host}, which is no known service',
    incomplete: 'VirtualService {namespace}/{name} routes to {host}, which Istio does not complete: write {meant}',
    notExported: 'VirtualService {namespace}/{name} routes to {host}, which is not exported to namespace {namespace}',
    unknownPort: 'VirtualService {namespace}/{name} routes to port {port} of {host}, which has {ports} only',
  },
  identity: ['host', 'port'],
  *run(facets, { undecided }) {
    const { virtualServices, mesh, serviceSpecs = [], ...registry } = acrossClusters(facets);
    for (const virtualService of virtualServices) {
      const { namespace, name, source } = virtualService;
      for (const [host, destinations] of groupBy(destinationsOf(virtualService), (to) =>
        fullHost(to.host, namespace, mesh),
      )) {
        const about = { namespace, name, host };
        const subject = { kind: 'VirtualService', namespace, name };
        const evidence = mapNonEmpty(destinations, (to) => citeField(source, `${to.field}.host`, to.host));
        const unknown = unknownHost(host, { ...registry, mesh });
        if (unknown !== undefined) {
          const { meant, maybeNotCaptured } = unknown;
          const isServing = destinations.some((to) => to.isServing);
          yield {
            messageId: meant === undefined ? 'unknown' : 'incomplete',
            args: { ...about, ...(meant !== undefined && { meant }) },
            subject,
            severity: !isServing || maybeNotCaptured ? 'warning' : 'error',
            ...(meant === undefined && { aliases: ['KIA1101'] }),
            ...(maybeNotCaptured && { detail: 'The bundle has no service at all of that namespace.' }),
            evidence,
          };
          continue;
        }
        const known = findHost(host, { ...registry, mesh });
        if (known === undefined) {
          if (mayBeElsewhere(host, mesh)) undecided(notGathered('service and ServiceEntry', host));
          continue;
        }
        if (!isVisible(known, serviceSpecs, virtualService)) {
          yield { messageId: 'notExported', args: about, subject, severity: 'warning', evidence };
        }
        for (const [port, same] of unknownPorts(destinations, known)) {
          yield {
            messageId: 'unknownPort',
            args: { ...about, port, ports: portsOf(known).join(', ') },
            subject,
            evidence: mapNonEmpty(same, (to) => citeField(source, `${to.field}.port.number`, port)),
          };
        }
      }
    }
  },
});

/** Ports that are routed to and that nothing behind the host has; an ExternalName service needs none. */
function unknownPorts(
  destinations: readonly Destination[],
  known: KnownHost,
): ReadonlyMap<string, NonEmpty<Destination>> {
  const ports = portsOf(known);
  const isAlias = known.services.some(({ type }) => type === 'ExternalName');
  if (ports.length === 0 || isAlias) return new Map();
  const unknown = destinations.filter(({ port }) => port !== undefined && !ports.includes(port));
  return groupBy(unknown, ({ port }) => String(port));
}

function portsOf({ services, entries }: KnownHost): readonly number[] {
  const ofServices = services.flatMap(({ ports }) => ports.map(({ port }) => port));
  return [...new Set([...ofServices, ...entries.flatMap(({ spec }) => spec.ports.map(({ number }) => number))])];
}

/**
 * Sidecars of the VirtualService's own namespace see the host. Routes of gateways are looked up from the gateway's
 * namespace, which is not decided here.
 */
function isVisible(
  { services, entries }: KnownHost,
  serviceSpecs: readonly ServiceSpec[],
  { namespace, spec }: VirtualService,
): boolean {
  if (!spec.gateways.includes('mesh')) return true;
  return (
    services.some((service) => isExportedTo(exportsOf(service, serviceSpecs), service.namespace, namespace)) ||
    entries.some((entry) => isExportedTo(entry.spec.exportTo, entry.namespace, namespace))
  );
}

function exportsOf(service: Service, serviceSpecs: readonly ServiceSpec[]): readonly string[] {
  const annotation = findServices(serviceSpecs, service)[0]?.annotations.get('networking.istio.io/exportTo');
  return annotation === undefined || annotation.trim() === '' ? [] : annotation.split(',').map((part) => part.trim());
}
