import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { findServices, hostOfService } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingForeignClusterDomain = defineCheck({
  meta: {
    id: 'routing/foreign-cluster-domain',
    title: 'Hosts of VirtualServices are in the domain of the cluster',
    severity: 'warning',
    why: 'Services end in the domain of their cluster. Where that is not cluster.local, rules for a host that ends in it apply to no service, and calls go on without them.',
    fix: [
      {
        text: 'Write the host with the domain of the cluster, or the name of the service alone in its own namespace.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService',
      },
    ],
    decides:
      'The domain is the one that pods search, that proxies have in their id, or that istiod is started with; a host that ends in svc.cluster.local is looked up as a service of that domain.',
    falsePositives: [
      'Destinations and hosts of DestinationRules are told by routing/unknown-host and routing/unknown-rule-host.',
    ],
  },
  requires: ['virtualServices', 'services', 'mesh'],
  messages: {
    foreign: 'VirtualService {namespace}/{name} has rules for {host}, but that service is {meant} here',
  },
  identity: ['host'],
  applies: ({ mesh }) => mesh.clusterDomain !== 'cluster.local' || 'the domain of the cluster is cluster.local',
  *run({ virtualServices, services, mesh }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const [index, host] of spec.hosts.entries()) {
        const [service = '', of = '', ...rest] = host.split('.', 6);
        if (rest.join('.') !== 'svc.cluster.local') continue;
        const [found] = findServices(services, { namespace: of, name: service });
        if (found === undefined) continue;
        yield {
          messageId: 'foreign',
          args: { namespace, name, host, meant: hostOfService(found, mesh) },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [citeField(source, `spec.hosts[${index}]`, host)],
        };
      }
    }
  },
});
