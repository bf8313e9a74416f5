import { citeField } from '../../core/evidence.js';
import type { PodSpec, RequestAuthentication, VirtualService } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import { namedGateways } from '../../model/lookup/named-gateways.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { matchesLabels } from '../../model/lookup/selector.js';
import { defineCheck } from '../check.js';

export const routingClaimWithoutAuthentication = defineCheck({
  meta: {
    id: 'routing/claim-without-authentication',
    title: 'Routes by claims of a token have a RequestAuthentication',
    severity: 'error',
    why: 'A gateway knows the claims of a token only where a RequestAuthentication applies to it; without one the rule never matches.',
    fix: [
      {
        text: 'Add a RequestAuthentication that selects the gateway, in its namespace or in the root namespace.',
        command: 'kubectl get requestauthentications --all-namespaces',
        doc: 'https://istio.io/latest/docs/tasks/security/authentication/jwt-route/',
      },
    ],
    aliases: ['IST0149'],
    decides:
      'For a VirtualService that matches a header @request.auth.claims every pod of every Gateway that it names has to be selected by a RequestAuthentication of the root namespace or of its own.',
  },
  requires: ['virtualServices', 'istioGateways', 'podSpecs', 'requestAuthentications', 'mesh'],
  uses: ['meshConfig'],
  messages: {
    unknownClaim:
      'VirtualService {namespace}/{name} matches {header}, and no RequestAuthentication applies to the pods of Gateway {gateway}',
  },
  identity: ['gateway'],
  *run({ virtualServices, istioGateways, podSpecs, requestAuthentications, ...settings }) {
    const root = rootNamespaceOf(settings);
    const byNamespace = groupBy(requestAuthentications, ({ namespace }) => namespace);
    for (const virtualService of virtualServices) {
      const { namespace, name, source } = virtualService;
      const claim = claimMatch(virtualService);
      if (claim === undefined || !isAnalyzedNamespace(namespace)) continue;
      for (const { gateway, key } of namedGateways(virtualService, istioGateways)) {
        const pods = gateway === undefined ? [] : gatewayPods(gateway, podSpecs);
        const bare = pods.find(
          (pod) => !isSelected(pod, [...(byNamespace.get(root) ?? []), ...(byNamespace.get(pod.namespace) ?? [])]),
        );
        if (gateway === undefined || bare === undefined) continue;
        yield {
          messageId: 'unknownClaim',
          args: { namespace, name, gateway: key, header: claim.header },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [
            citeField(source, `${claim.field}.${claim.part}`, claim.header),
            citeField(
              gateway.source,
              'spec.selector',
              [...gateway.spec.selector].map((pair) => pair.join('=')).join(','),
            ),
          ],
        };
      }
    }
  },
});

function isSelected(pod: PodSpec, authentications: readonly RequestAuthentication[]): boolean {
  return authentications.some(({ spec }) => matchesLabels(spec.selector, pod.labels));
}

function claimMatch({ spec }: VirtualService) {
  for (const { field, headers, withoutHeaders } of spec.routes.flatMap(({ matches = [] }) => matches)) {
    for (const [part, names] of [
      ['headers', headers],
      ['withoutHeaders', withoutHeaders],
    ] as const) {
      const header = [...names.keys()].find((key) => key.startsWith('@request.auth.claims'));
      if (header !== undefined) return { field, part, header };
    }
  }
  return undefined;
}
