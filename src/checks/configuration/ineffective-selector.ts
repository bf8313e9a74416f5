import { citeField } from '../../core/evidence.js';
import type { FacetName, Facets, Labels, TargetRef } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { selectedPods } from '../../model/lookup/selected.js';
import { defineCheck } from '../check.js';

const gatewayName = 'gateway.networking.k8s.io/gateway-name';

export const configurationIneffectiveSelector = defineCheck({
  meta: {
    id: 'configuration/ineffective-selector',
    title: 'Policies for gateways of the Gateway API are attached by targetRefs',
    severity: 'warning',
    why: 'Waypoints take no notice of policies that select them by labels, and for gateways targetRefs are the way that is meant to stay. The policy may not be in force.',
    fix: [
      {
        text: 'Replace the selector by targetRefs that name the Gateway.',
        doc: 'https://istio.io/latest/docs/reference/config/type/workload-selector/#PolicyTargetReference',
      },
    ],
    aliases: ['IST0166'],
    decides: `A selector of the policy matches a pod of its namespace with the label ${gatewayName}, and the policy has no targetRef.`,
    falsePositives: [
      'Ingress gateways of the Gateway API still honour selectors unless the control plane is told otherwise.',
    ],
  },
  requires: ['podSpecs'],
  uses: ['authorizationPolicies', 'requestAuthentications', 'telemetries', 'proxyExtensions'],
  identity: ['gateway'],
  messages: {
    ineffective: '{kind} {namespace}/{name} selects the pods of Gateway {namespace}/{gateway} by their labels',
  },
  *run(facets) {
    for (const policy of policiesOf(facets)) {
      const { kind, namespace, name, spec, source } = policy;
      if (spec.selector.size === 0 || (spec.targets ?? []).length > 0 || !isAnalyzedNamespace(namespace)) continue;
      const gateways = selectedPods(facets.podSpecs, spec.selector, namespace).flatMap(
        ({ labels }) => labels.get(gatewayName) ?? [],
      );
      for (const gateway of new Set(gateways)) {
        yield {
          messageId: 'ineffective',
          args: { kind, namespace, name, gateway },
          subject: configSubject(policy),
          evidence: [citeField(source, 'spec.selector.matchLabels', Object.fromEntries(spec.selector))],
        };
      }
    }
  },
});

interface Selecting {
  kind: string;
  group: string;
  namespace: string;
  name: string;
  spec: { selector: Labels; targets?: readonly TargetRef[] };
  source: Facets['services'][number]['source'];
}

type Needs = Partial<
  Pick<
    Facets,
    Extract<FacetName, 'authorizationPolicies' | 'requestAuthentications' | 'telemetries' | 'proxyExtensions'>
  >
>;

function policiesOf(facets: Needs): readonly Selecting[] {
  const { authorizationPolicies = [], requestAuthentications = [], telemetries = [], proxyExtensions = [] } = facets;
  return [...authorizationPolicies, ...requestAuthentications, ...telemetries, ...proxyExtensions];
}
