import { citeField } from '../../core/evidence.js';
import type { DestinationRule } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isAutoMutualTlsOn } from '../../model/lookup/auto-mutual-tls.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { haveSharedClients } from '../../model/lookup/shared-clients.js';
import { coversHost } from '../../model/lookup/sidecar-scope.js';
import { exportsOf } from '../../model/lookup/visible-hosts.js';
import { defineCheck } from '../check.js';

export const routingOverriddenMutualTls = defineCheck({
  meta: {
    id: 'routing/overridden-mutual-tls',
    title: 'DestinationRules keep the mutual TLS that a broader rule turns on',
    severity: 'warning',
    why: 'Proxies take the most specific rule of a host as a whole. One without TLS settings sends plain text, although a rule for the namespace or the mesh turns on mutual TLS, and servers that insist on it reset the connection.',
    fix: [
      {
        text: 'Add trafficPolicy.tls.mode ISTIO_MUTUAL to the rule.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule',
      },
    ],
    aliases: ['KIA0204'],
    decides:
      'A rule without TLS mode, of the whole and of every port, for a host that a wildcard rule or an equal one with mode ISTIO_MUTUAL covers too.',
    falsePositives: [
      'Not asked where auto mutual TLS is on (the default since Istio 1.5): clients then choose the mode themselves.',
    ],
  },
  requires: ['destinationRules', 'mesh'],
  uses: ['meshConfig', 'sidecars', 'authenticationPolicies'],
  applies: (facets) => (isAutoMutualTlsOn(facets) ? 'auto mutual TLS is on' : true),
  messages: {
    overridden:
      'DestinationRule {namespace}/{name} for {host} has no TLS settings and replaces the mutual TLS of {other}',
  },
  identity: ['host'],
  *run({ destinationRules, sidecars = [], ...settings }) {
    const { mesh, meshConfig } = settings;
    const scope = { sidecars, rootNamespace: rootNamespaceOf(settings), mesh };
    const claims = destinationRules.map((rule) => ({
      rule,
      host: fullHost(rule.spec.host, rule.namespace, mesh),
      namespace: rule.namespace,
      exportTo: exportsOf(rule, meshConfig),
    }));
    const mutual = claims.filter(({ rule }) => rule.spec.tls === 'ISTIO_MUTUAL');
    for (const own of claims) {
      const { namespace, name, source } = own.rule;
      if (hasTls(own.rule) || !isAnalyzedNamespace(namespace)) continue;
      const other = mutual.find(
        ({ host, ...rest }) => coversHost(host, own.host) && haveSharedClients(own, { host, ...rest }, scope),
      );
      if (other === undefined) continue;
      const broader = `DestinationRule ${other.namespace}/${other.rule.name}`;
      yield {
        messageId: 'overridden',
        args: { namespace, name, host: own.host, other: broader },
        subject: { kind: 'DestinationRule', namespace, name },
        evidence: [
          citeField(source, 'spec.trafficPolicy.tls', '(absent)'),
          citeField(other.rule.source, 'spec.trafficPolicy.tls.mode', 'ISTIO_MUTUAL'),
        ],
      };
    }
  },
});

function hasTls({ spec }: DestinationRule): boolean {
  return spec.tls !== undefined || spec.portTls.size > 0;
}
