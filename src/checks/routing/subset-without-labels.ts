import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { findHost, fullHost } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingSubsetWithoutLabels = defineCheck({
  meta: {
    id: 'routing/subset-without-labels',
    title: 'Subsets of DestinationRules have labels',
    severity: 'warning',
    why: 'A subset without labels is the whole service under another name, which is seldom meant for a version.',
    fix: [
      {
        text: 'Give the subset the labels of its pods, or leave the subset out of the route.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
      },
    ],
    aliases: ['KIA0209'],
    decides: 'A subset of a host in the mesh has no labels; information where another subset of the rule has some.',
    falsePositives: [
      'Subsets that carry a policy of their own, as for TLS origination, need no labels and are not reported.',
    ],
  },
  requires: ['destinationRules', 'services', 'mesh'],
  uses: ['serviceEntries'],
  messages: {
    noLabels: 'Subset "{subset}" of DestinationRule {namespace}/{name} has no labels and takes every pod of {host}',
  },
  identity: ['subset'],
  *run({ destinationRules, ...registry }) {
    for (const { namespace, name, spec, source } of destinationRules) {
      const host = fullHost(spec.host, namespace, registry.mesh);
      if (!isAnalyzedNamespace(namespace) || (!host.includes('*') && findHost(host, registry) === undefined)) continue;
      const hasLabels = spec.subsets.some(({ labels }) => labels.size > 0);
      for (const [
        index,
        { name: subset, labels, policy, field = `spec.subsets[${index}]` },
      ] of spec.subsets.entries()) {
        if (labels.size > 0 || policy !== undefined) continue;
        yield {
          messageId: 'noLabels',
          args: { namespace, name, subset, host },
          subject: { kind: 'DestinationRule', namespace, name },
          severity: hasLabels ? 'info' : 'warning',
          evidence: [citeField(source, field, subset)],
        };
      }
    }
  },
});
