import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { MeshConfig, MeshFacts, PodSpec, ProxyConfig } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import {
  anyAddressListeners,
  citeListener,
  httpServicesOn,
  passesTo,
  routesHttp,
  sidecarsWithListeners,
} from '../../model/lookup/any-address.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

export const routingEntryWithoutAddress = defineCheck({
  meta: {
    id: 'routing/entry-without-address',
    title: 'TCP ports of ServiceEntries have an address',
    severity: 'warning',
    why: 'Without an address sidecars cannot tell the host of a TCP connection: they listen on the port for every address, and what goes to other hosts on that port goes to this one.',
    fix: [
      {
        text: 'Set addresses, or let istiod allocate them: DNS capture in the proxies with automatic allocation.',
        command: 'kubectl get serviceentry -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#address-auto-allocation',
      },
    ],
    aliases: ['IST0134'],
    decides:
      'A port of protocol TCP, or of none, of a ServiceEntry without addresses, of its own or allocated. Dumps of sidecars decide in bundles: one has to pass connections for the port of every address to the host, or to have lost the host to HTTP services on the same port.',
    falsePositives: [
      'Silent about manifests where DNS capture and automatic allocation are set in proxyMetadata; in bundles without dumps where proxies are told so or istiod allocates, from 1.25 on, for all but wildcard hosts and resolution NONE.',
    ],
  },
  requires: ['serviceEntries', 'mesh'],
  uses: ['meshConfig', 'podSpecs', 'serviceSpecs', 'proxyConfigs'],
  messages: {
    noAddress: 'ServiceEntry {namespace}/{name} has no address for its TCP ports {ports} of {host}',
    sharesPort:
      'ServiceEntry {namespace}/{name} has no address for its TCP ports {ports} of {host}, and service {service} speaks HTTP on one of them: sidecars listen for one of the two only',
    lostPort:
      'ServiceEntry {namespace}/{name} has no address for its TCP ports {ports} of {host}, and sidecars use the port for HTTP services only: what goes to {host} passes as unknown traffic',
  },
  *run({ serviceEntries, mesh, meshConfig, podSpecs = [], serviceSpecs = [], proxyConfigs = [] }) {
    const isAllocatedByMetadata = allocatesByMetadata(meshConfig);
    if (mesh.isManifests && isAllocatedByMetadata) return;
    const allocates = !mesh.isManifests && (isAllocatedByMetadata || allocatesByItself(mesh, podSpecs));
    const isDumped = sidecarsWithListeners(proxyConfigs).length > 0;
    for (const { namespace, name, spec, source } of serviceEntries) {
      if (!isAnalyzedNamespace(namespace) || spec.addresses.length > 0 || (spec.allocated ?? []).length > 0) continue;
      const isAllocated = allocates && spec.resolution !== 'NONE' && !spec.hosts.some((host) => host.includes('*'));
      if (isAllocated && !isDumped) continue;
      const ports = spec.ports
        .map((port, index) => ({ ...port, field: port.field ?? `spec.ports[${index}]` }))
        .filter(({ protocol, isUnset }) => isUnset || protocol.toUpperCase() === 'TCP')
        .map((port) => ({ ...port, seen: listenersOf(port.number, spec.hosts, proxyConfigs) }));
      const captured = ports.filter(({ seen }) => !isDumped || seen.passing.length > 0);
      const lost = ports.filter(({ seen }) => seen.passing.length === 0 && seen.taken.length > 0);
      const service = captured
        .filter(({ seen }) => !isDumped || seen.passing.some((listener) => !routesHttp(listener)))
        .flatMap(({ number }) => httpServicesOn(number, serviceSpecs))[0];
      for (const [messageId, concerned] of [
        [service === undefined ? 'noAddress' : 'sharesPort', captured],
        ['lostPort', lost],
      ] as const) {
        if (!isNonEmpty(concerned)) continue;
        yield {
          messageId,
          args: {
            namespace,
            name,
            ports: concerned.map(({ number }) => number).join(', '),
            host: spec.hosts[0] ?? '',
            ...(service !== undefined && { service: `${service.namespace}/${service.name}` }),
          },
          subject: { kind: 'ServiceEntry', namespace, name },
          evidence: [
            ...mapNonEmpty(concerned, ({ field, protocol }) => citeField(source, field, protocol)),
            ...concerned.flatMap(({ seen }) => [...seen.passing, ...seen.taken].map(citeListener)),
          ],
        };
      }
    }
  },
});

function allocatesByMetadata(meshConfig: MeshConfig | undefined): boolean {
  const metadata = meshConfig?.proxyMetadata;
  const isOn = (name: string) => metadata?.get(name) === 'true';
  return (
    isOn('ISTIO_META_DNS_CAPTURE') && (isOn('ISTIO_META_DNS_AUTO_ALLOCATE') || isOn('PILOT_ENABLE_IP_AUTOALLOCATE'))
  );
}

/** On by default from Istio 1.25 on. */
function allocatesByItself(mesh: MeshFacts, podSpecs: readonly PodSpec[]): boolean {
  const values = podSpecs.flatMap(({ containers }) =>
    containers.flatMap(({ env }) => env.get('PILOT_ENABLE_IP_AUTOALLOCATE') ?? []),
  );
  return values.length > 0 ? values.includes('true') : (oldestMinor(mesh) ?? 0) >= 25;
}

/** Listeners of sidecars for the port of every address: those that lead to the hosts, and those of proxies that know a host and do not. */
function listenersOf(port: number, hosts: readonly string[], proxyConfigs: readonly ProxyConfig[]) {
  const listeners = anyAddressListeners(port, proxyConfigs);
  const clusters = hosts.map((host) => `outbound|${port}||${host}`);
  return {
    passing: listeners.filter((listener) => passesTo(listener, hosts)),
    taken: listeners.filter(
      (listener) => routesHttp(listener) && !passesTo(listener, hosts) && holds(listener.proxy, clusters, port),
    ),
  };
}

/** The proxy has the cluster, and no listener for another address of the port leads to it. */
function holds({ clusters, listeners }: ProxyConfig, names: readonly string[], port: number): boolean {
  return (
    clusters.some(({ items }) => items.some(({ name }) => names.includes(name))) &&
    !listeners.some(({ items }) =>
      items.some(
        (listener) =>
          listener.port === port &&
          listener.chains.some(({ tcpClusters }) => tcpClusters.some((cluster) => names.includes(cluster))),
      ),
    )
  );
}
