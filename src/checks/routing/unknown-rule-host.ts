import { citeField } from '../../core/evidence.js';
import type { MeshFacts, Service, ServiceEntry } from '../../model/facets.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { findHost, fullHost, hostOfService } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { hostsOverlap } from '../../model/lookup/sidecar-scope.js';
import { mayBeElsewhere, unknownHost } from '../../model/lookup/unknown-host.js';
import { defineCheck } from '../check.js';

export const routingUnknownRuleHost = defineCheck({
  meta: {
    id: 'routing/unknown-rule-host',
    title: 'Hosts of DestinationRules exist',
    severity: 'warning',
    why: 'A DestinationRule for a host that nothing has does nothing: its subsets, TLS and balancing settings apply to no request.',
    fix: [
      {
        text: 'Correct the host, or remove the rule. Short names mean the namespace of the rule.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule',
      },
    ],
    aliases: ['IST0174'],
    codes: ['KIA0202'],
    decides:
      'Looks the host up among the services and ServiceEntries of all namespaces; a wildcard has to cover one of them.',
    falsePositives: [
      'A host of another cluster is known when a captured proxy knows it; hosts of namespaces that were not gathered stay open.',
      'Where no service of the namespace is in the bundle, or among the manifests, it is information.',
    ],
  },
  requires: ['destinationRules', 'services', 'mesh'],
  uses: ['serviceEntries', 'namespaces', 'proxyConfigs', 'registryHosts', 'clusters'],
  messages: {
    unknown: 'DestinationRule {namespace}/{name} is for {host}, which is no known service',
    incomplete: 'DestinationRule {namespace}/{name} is for {host}, which Istio does not complete: write {meant}',
    uncovered: 'DestinationRule {namespace}/{name} is for {host}, which covers no known service',
  },
  identity: ['host'],
  *run(facets, { undecided }) {
    const { destinationRules, ...registry } = acrossClusters(facets);
    for (const { namespace, name, spec, source } of destinationRules) {
      if (!isAnalyzedNamespace(namespace)) continue;
      const host = fullHost(spec.host, namespace, registry.mesh);
      const about = { args: { namespace, name, host }, subject: { kind: 'DestinationRule', namespace, name } };
      const evidence = () => [citeField(source, 'spec.host', spec.host)] as const;
      if (host.includes('*')) {
        if (coversNothing(host, registry)) yield { messageId: 'uncovered', ...about, evidence: evidence() };
        continue;
      }
      const unknown = unknownHost(host, registry);
      if (unknown === undefined) {
        const isOpen = findHost(host, registry) === undefined && mayBeElsewhere(host, registry.mesh);
        if (isOpen) undecided(notGathered('service and ServiceEntry', host));
        continue;
      }
      const { meant, maybeNotCaptured } = unknown;
      yield {
        messageId: meant === undefined ? 'unknown' : 'incomplete',
        ...about,
        args: { ...about.args, ...(meant !== undefined && { meant }) },
        severity: maybeNotCaptured ? 'info' : 'warning',
        ...(meant === undefined && { aliases: ['KIA0202'] }),
        evidence: evidence(),
      };
    }
  },
});

interface Registry {
  services: readonly Service[];
  serviceEntries?: readonly ServiceEntry[];
  mesh: MeshFacts;
}

/** Only external hosts: services come and go below a wildcard of the cluster's own domain. */
function coversNothing(pattern: string, { services, serviceEntries, mesh }: Registry): boolean {
  if (serviceEntries === undefined || !hasAll(mesh, 'ServiceEntry') || !hasAll(mesh, 'Service')) return false;
  if (services.length === 0 && serviceEntries.length === 0) return false;
  if (mesh.clusterDomain.endsWith(pattern.slice(1)) || pattern.endsWith(mesh.clusterDomain)) return false;
  return !(
    services.some((service) => hostsOverlap(pattern, hostOfService(service, mesh))) ||
    serviceEntries.some(({ spec }) => spec.hosts.some((host) => hostsOverlap(pattern, host)))
  );
}
