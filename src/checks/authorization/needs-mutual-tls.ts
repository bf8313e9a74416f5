import { citeField, type Evidence } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { AuthorizationPolicy, FacetName, Facets, Labels, ServiceSpec } from '../../model/facets.js';
import { isAutoMutualTlsOn } from '../../model/lookup/auto-mutual-tls.js';
import { clientModes } from '../../model/lookup/client-mutual-tls.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { identityAttributes } from '../../model/lookup/http-attributes.js';
import { isAmbientNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { hasAll, hasAllPolicies, notGathered } from '../../model/lookup/known-objects.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { rulesInForce } from '../../model/lookup/rules-in-force.js';
import { matchesLabels } from '../../model/lookup/selector.js';
import { peerAuthenticationFor } from '../../model/lookup/server-mutual-tls.js';
import { defineCheck } from '../check.js';

export const authorizationNeedsMutualTls = defineCheck({
  meta: {
    id: 'authorization/needs-mutual-tls',
    title: 'AuthorizationPolicies that ask who the client is apply where mutual TLS is on',
    severity: 'error',
    why: 'Principals, namespaces and SNI come from the mutual TLS handshake. Without one they are empty: ALLOW rules match nobody, and DENY rules with negations match everybody.',
    fix: [
      {
        text: 'Turn mutual TLS on for the workloads: PeerAuthentication PERMISSIVE or STRICT, and no DestinationRule with mode DISABLE.',
        command: 'kubectl get peerauthentications,destinationrules --all-namespaces',
        doc: 'https://istio.io/latest/docs/concepts/security/#dependency-on-mutual-tls',
      },
    ],
    aliases: ['KIA0105'],
    decides:
      'What the workloads that the policy selects accept (PeerAuthentication) and what clients send them (DestinationRules, else auto mutual TLS) are put together.',
    falsePositives: [
      'With auto mutual TLS, or in mode PERMISSIVE with it, mutual TLS counts as on; ambient namespaces have it always.',
      'Clients outside of the mesh have no identity in mode PERMISSIVE, which is not judged here.',
    ],
  },
  requires: ['authorizationPolicies', 'peerAuthentications', 'destinationRules', 'mesh'],
  uses: ['serviceSpecs', 'podSpecs', 'namespaces', 'meshConfig', 'authenticationPolicies'],
  messages: {
    off: 'AuthorizationPolicy {namespace}/{name} asks who the client is ({attributes}), and {reason}',
    notRequired:
      'AuthorizationPolicy {namespace}/{name} asks who the client is ({attributes}), and nothing but DestinationRule {rule} turns mutual TLS on for it',
  },
  *run(facets, { undecided }) {
    const rootNamespace = rootNamespaceOf(facets);
    for (const policy of facets.authorizationPolicies) {
      const { namespace, name, source, spec } = policy;
      const attributes = (spec.ruleList ?? []).flatMap(identityAttributes);
      if (!isNonEmpty(attributes) || (spec.targets ?? []).length > 0) continue;
      const own = namespaceNamed(facets.namespaces, namespace);
      if (own !== undefined && isAmbientNamespace(own)) continue;
      const verdict = verdictOn(policy, facets);
      if (verdict === undefined) continue;
      const hasPolicies = hasAllPolicies(facets.mesh, 'PeerAuthentication', namespace, rootNamespace);
      if (!hasPolicies || !hasAll(facets.mesh, 'DestinationRule')) {
        undecided(notGathered('PeerAuthentication and DestinationRule', `one about ${namespace}`));
        continue;
      }
      const names = [...new Set(attributes.map((attribute) => attribute.name))].join(', ');
      yield {
        messageId: verdict.rule === undefined ? 'off' : 'notRequired',
        severity: verdict.rule === undefined ? 'error' : 'info',
        args: { namespace, name, attributes: names, reason: verdict.reason, rule: verdict.rule ?? '' },
        subject: configSubject(policy),
        evidence: [
          ...mapNonEmpty(attributes, ({ field, values }) => citeField(source, field, values.join(', '))),
          ...verdict.evidence,
        ],
      };
    }
  },
});

type Needs = Pick<Facets, 'peerAuthentications' | 'destinationRules' | 'mesh'> &
  Partial<
    Pick<
      Facets,
      Extract<FacetName, 'serviceSpecs' | 'podSpecs' | 'namespaces' | 'meshConfig' | 'authenticationPolicies'>
    >
  >;

interface Verdict {
  reason: string;
  /** Mutual TLS is on, by this rule alone. */
  rule?: string;
  evidence: readonly Evidence[];
}

function verdictOn({ namespace, spec: { selector } }: AuthorizationPolicy, facets: Needs): Verdict | undefined {
  const rootNamespace = rootNamespaceOf(facets);
  const server = peerAuthenticationFor({ namespace, labels: selector }, facets.peerAuthentications, rootNamespace);
  if (server?.mode === 'DISABLE') {
    const { policy } = server;
    return {
      reason: `PeerAuthentication ${fullName(policy)} turns mutual TLS off for its workloads`,
      evidence: [citeField(policy.source, 'spec.mtls.mode', 'DISABLE')],
    };
  }
  if (server?.mode === 'STRICT' && server.policy.spec.selector.size > 0) return undefined;
  const isAuto = isAutoMutualTlsOn(facets);
  for (const service of servicesOf(namespace, selector, facets)) {
    for (const { rule } of rulesInForce(service, facets, rootNamespace)) {
      const [client] = clientModes(rule, { port: service.ports[0]?.port ?? 0, protocol: 'TCP' }, isAuto);
      if (client === undefined) continue;
      if (client.mode === 'mutual') {
        if (rule === undefined || isAuto || server !== undefined) continue;
        const evidence = [citeField(rule.source, client.field, 'ISTIO_MUTUAL')];
        return { reason: '', rule: fullName(rule), evidence };
      }
      if (rule === undefined) {
        return {
          reason: 'clients speak plain text: auto mutual TLS is off, and no DestinationRule turns it on',
          evidence: [],
        };
      }
      return {
        reason: `DestinationRule ${fullName(rule)} makes clients speak ${client.text} to its workloads`,
        evidence: [citeField(rule.source, client.field, client.mode)],
      };
    }
  }
  return undefined;
}

/** Services in front of the workloads; a nameless one stands for them where there is none, so that rules with wildcards count. */
function servicesOf(namespace: string, selector: Labels, { serviceSpecs = [] }: Needs) {
  const found = serviceSpecs.filter((service) => service.namespace === namespace && isInFront(service, selector));
  return found.length > 0 ? found : [{ namespace, name: '-', ports: [] as ServiceSpec['ports'] }];
}

function isInFront({ selector }: ServiceSpec, labels: Labels): boolean {
  return (
    selector !== undefined &&
    selector.size > 0 &&
    (labels.size === 0 || matchesLabels(selector, labels) || matchesLabels(labels, selector))
  );
}
