import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { routedSubsets } from '../../model/lookup/routed-subsets.js';
import { defineCheck } from '../check.js';

export const routingUnusedSubsetPolicy = defineCheck({
  meta: {
    id: 'routing/unused-subset-policy',
    title: 'Policies of subsets are in use',
    severity: 'info',
    why: 'The policy of a subset applies to requests that a route sends to the subset, and to no others, even if their pod is one of it.',
    fix: [
      {
        text: 'Route to the subset in a VirtualService, or move the policy to the rule as a whole.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
      },
    ],
    decides: 'A subset has a traffic policy, and no VirtualService names the subset for that host.',
    falsePositives: ['Wildcard hosts are left out.'],
  },
  requires: ['destinationRules', 'virtualServices', 'mesh'],
  messages: {
    unused:
      'Subset "{subset}" of DestinationRule {namespace}/{name} has a traffic policy, and no VirtualService routes to it',
  },
  identity: ['subset'],
  *run({ destinationRules, virtualServices, mesh }, { undecided }) {
    const routed = routedSubsets(virtualServices, mesh);
    for (const { namespace, name, spec, source } of destinationRules) {
      const host = fullHost(spec.host, namespace, mesh);
      if (host.includes('*') || !isAnalyzedNamespace(namespace)) continue;
      for (const { name: subset, policy } of spec.subsets) {
        if (policy === undefined || routed.has(`${subset} ${host}`)) continue;
        if (!hasAll(mesh, 'VirtualService')) {
          undecided(notGathered('VirtualService', `one that routes to subset "${subset}" of ${host}`));
          continue;
        }
        yield {
          messageId: 'unused',
          args: { namespace, name, subset },
          subject: { kind: 'DestinationRule', namespace, name },
          evidence: [citeField(source, policy.field, subset)],
        };
      }
    }
  },
});
