import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { destinationsOf } from '../../model/lookup/destinations.js';
import { fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { matchesSelector } from '../../model/lookup/selector.js';
import { defineCheck } from '../check.js';

export const routingUndiscoveredNamespace = defineCheck({
  meta: {
    id: 'routing/undiscovered-namespace',
    title: 'The control plane watches the namespaces that are routed to',
    severity: 'error',
    why: 'For istiod only the namespaces exist that its discovery selectors select; services of all others are unknown to every proxy.',
    fix: [
      {
        text: 'Label the namespace so that a selector of discoverySelectors takes it, or extend the selectors.',
        command: 'kubectl get namespace {target} --show-labels',
        doc: 'https://istio.io/latest/docs/ops/configuration/mesh/configuration-scoping/',
      },
    ],
    decides:
      'Compares the namespace of each host that a VirtualService routes to, and of each host of a DestinationRule, with discoverySelectors of the mesh configuration.',
  },
  requires: ['meshConfig', 'namespaces', 'mesh'],
  uses: ['virtualServices', 'destinationRules'],
  applies: ({ meshConfig }) =>
    (meshConfig.discoverySelectors ?? []).length > 0 || 'the mesh configuration has no discovery selectors',
  messages: {
    route: 'VirtualService {namespace}/{name} routes to {host}, and istiod does not watch namespace {target}',
    rule: 'DestinationRule {namespace}/{name} is for {host}, and istiod does not watch namespace {target}',
  },
  identity: ['host'],
  *run({ meshConfig, namespaces, mesh, virtualServices = [], destinationRules = [] }) {
    const { discoverySelectors = [] } = meshConfig;
    const unwatched = new Map(
      namespaces
        .filter(({ labels }) => !discoverySelectors.some((selector) => matchesSelector(selector, labels)))
        .map((namespace) => [namespace.name, namespace]),
    );
    const references = [
      ...virtualServices.flatMap((object) =>
        destinationsOf(object).map(({ host, field }) => ({
          messageId: 'route' as const,
          object,
          host,
          field: `${field}.host`,
        })),
      ),
      ...destinationRules.map((object) => ({
        messageId: 'rule' as const,
        object,
        host: object.spec.host,
        field: 'spec.host',
      })),
    ];
    for (const { messageId, object, host: written, field } of references) {
      const { kind, namespace, name, source } = object;
      const host = fullHost(written, namespace, mesh);
      const target = unwatched.get(serviceNamed(host, mesh)?.namespace ?? '');
      if (target === undefined || !isAnalyzedNamespace(namespace)) continue;
      yield {
        messageId,
        args: { namespace, name, host, target: target.name },
        subject: { kind, namespace, name },
        severity: messageId === 'route' ? 'error' : 'warning',
        evidence: [
          citeField(source, field, written),
          citeField(target.source, 'metadata.labels', Object.fromEntries(target.labels)),
          citeField(meshConfig.source, 'discoverySelectors', `${discoverySelectors.length} selectors`),
        ],
      };
    }
  },
});
