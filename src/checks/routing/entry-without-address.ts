import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { MeshConfig, MeshFacts, PodSpec, ProxyConfig } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { hasDynamic } from '../../model/lookup/proxies.js';
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
      'A port of protocol TCP, or of none, of a ServiceEntry without addresses, of its own or allocated. Dumps decide in bundles: a sidecar has to listen on 0.0.0.0 for the port.',
    falsePositives: [
      'Silent where DNS capture and automatic allocation are set in proxyMetadata; in bundles also where istiod allocates, from 1.25 on for all but wildcard hosts and resolution NONE.',
    ],
  },
  requires: ['serviceEntries', 'mesh'],
  uses: ['meshConfig', 'podSpecs', 'proxyConfigs'],
  messages: {
    noAddress: 'ServiceEntry {namespace}/{name} has no address for its TCP ports {ports} of {host}',
  },
  *run({ serviceEntries, mesh, meshConfig, podSpecs = [], proxyConfigs = [] }) {
    if (allocatesByMetadata(meshConfig)) return;
    const allocates = !mesh.isManifests && allocatesByItself(mesh, podSpecs);
    for (const { namespace, name, spec, source } of serviceEntries) {
      if (!isAnalyzedNamespace(namespace) || spec.addresses.length > 0 || (spec.allocated ?? []).length > 0) continue;
      if (allocates && spec.resolution !== 'NONE' && !spec.hosts.some((host) => host.includes('*'))) continue;
      const ports = spec.ports
        .map((port, index) => ({ ...port, field: port.field ?? `spec.ports[${index}]` }))
        .filter(({ protocol, isUnset }) => isUnset || protocol.toUpperCase() === 'TCP')
        .filter(({ number }) => isCaptured(number, proxyConfigs));
      if (!isNonEmpty(ports)) continue;
      yield {
        messageId: 'noAddress',
        args: { namespace, name, ports: ports.map(({ number }) => number).join(', '), host: spec.hosts[0] ?? '' },
        subject: { kind: 'ServiceEntry', namespace, name },
        evidence: mapNonEmpty(ports, ({ field, protocol }) => citeField(source, field, protocol)),
      };
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

/** Whether some proxy listens on the port for all addresses; without dumps that is what to expect. */
function isCaptured(port: number, proxyConfigs: readonly ProxyConfig[]): boolean {
  const dumps = proxyConfigs.filter(({ partial, listeners }) => !partial && hasDynamic(listeners));
  return (
    dumps.length === 0 ||
    dumps.some(({ listeners }) =>
      listeners.some(({ items }) =>
        items.some(
          (listener) => listener.port === port && (listener.address === '0.0.0.0' || listener.address === '::'),
        ),
      ),
    )
  );
}
