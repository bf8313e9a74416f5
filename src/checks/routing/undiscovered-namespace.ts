import { citeField } from '../../core/evidence.js';
import { isNonEmpty } from '../../core/non-empty.js';
import type { ConfigObject } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { destinationsOf } from '../../model/lookup/destinations.js';
import { fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { isInjectedNamespace } from '../../model/lookup/in-mesh.js';
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
      'Compares the namespace of each host that a VirtualService routes to, and of each host of a DestinationRule, with discoverySelectors of the mesh configuration; and looks for objects of Istio and for injection in namespaces that none of them selects.',
    falsePositives: [
      'Of several control planes each has selectors of its own: with more than one revision, what is inside of namespaces is left open.',
    ],
  },
  requires: ['meshConfig', 'namespaces', 'mesh'],
  uses: [
    'virtualServices',
    'destinationRules',
    'serviceEntries',
    'istioGateways',
    'sidecars',
    'peerAuthentications',
    'requestAuthentications',
    'authorizationPolicies',
    'telemetries',
    'envoyFilters',
  ],
  applies: ({ meshConfig }) =>
    (meshConfig.discoverySelectors ?? []).length > 0 || 'the mesh configuration has no discovery selectors',
  messages: {
    route: 'VirtualService {namespace}/{name} routes to {host}, and istiod does not watch namespace {target}',
    rule: 'DestinationRule {namespace}/{name} is for {host}, and istiod does not watch namespace {target}',
    objects: 'istiod does not watch namespace {target}, and does not read its {count} objects ({kinds})',
    injected: 'Pods of namespace {target} get a proxy, and istiod does not watch the namespace: it does not know them',
  },
  identity: ['host'],
  *run({ meshConfig, namespaces, mesh, ...configuration }, { undecided }) {
    const { virtualServices = [], destinationRules = [] } = configuration;
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
    if (unwatched.size === 0) return;
    if (mesh.revisions.length > 1) {
      undecided('each of several control planes may watch other namespaces');
      return;
    }
    const objects = Object.values(configuration).flatMap((list): readonly ConfigObject<unknown>[] => list ?? []);
    const inside = groupBy(objects, ({ namespace }) => namespace);
    for (const target of unwatched.values()) {
      const about = {
        subject: { kind: 'Namespace', name: target.name },
        severity: 'warning',
      } as const;
      const labels = () => citeField(target.source, 'metadata.labels', Object.fromEntries(target.labels));
      if (!isAnalyzedNamespace(target.name)) continue;
      const found = inside.get(target.name) ?? [];
      if (isNonEmpty(found)) {
        const kinds = [...new Set(found.map(({ kind }) => kind))].join(', ');
        yield {
          messageId: 'objects',
          ...about,
          args: { target: target.name, count: found.length, kinds },
          evidence: [
            labels(),
            ...found.slice(0, 5).map(({ source, name }) => citeField(source, 'metadata.name', name)),
          ],
        };
      }
      if (isInjectedNamespace(target))
        yield { messageId: 'injected', ...about, args: { target: target.name }, evidence: [labels()] };
    }
  },
});
