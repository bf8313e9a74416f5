import { citeField } from '../../core/evidence.js';
import { acrossClusters } from '../../model/lookup/across-clusters.js';
import { findHost, fullHost } from '../../model/lookup/hosts.js';
import { notGathered } from '../../model/lookup/known-objects.js';
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
  },
  requires: ['destinationRules', 'services', 'mesh'],
  uses: ['serviceEntries', 'namespaces', 'proxyConfigs', 'registryHosts', 'clusters'],
  messages: {
    unknown: 'DestinationRule {namespace}/{name} is for {host}, which is no known service',
    incomplete: 'DestinationRule {namespace}/{name} is for {host}, which Istio does not complete: write {meant}',
  },
  identity: ['host'],
  *run(facets, { undecided }) {
    const { destinationRules, ...registry } = acrossClusters(facets);
    for (const { namespace, name, spec, source } of destinationRules) {
      const host = fullHost(spec.host, namespace, registry.mesh);
      const unknown = unknownHost(host, registry);
      if (unknown === undefined) {
        const isOpen = findHost(host, registry) === undefined && mayBeElsewhere(host, registry.mesh);
        if (isOpen) undecided(notGathered('service and ServiceEntry', host));
        continue;
      }
      const { meant, maybeNotCaptured } = unknown;
      yield {
        messageId: meant === undefined ? 'unknown' : 'incomplete',
        args: { namespace, name, host, ...(meant !== undefined && { meant }) },
        subject: { kind: 'DestinationRule', namespace, name },
        severity: maybeNotCaptured ? 'info' : 'warning',
        ...(meant === undefined && { aliases: ['KIA0202'] }),
        evidence: [citeField(source, 'spec.host', spec.host)],
      };
    }
  },
});
