import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

export const routingLocalityWithoutOutlierDetection = defineCheck({
  meta: {
    id: 'routing/locality-without-outlier-detection',
    title: 'Failover between localities knows which pods fail',
    severity: 'warning',
    why: 'Proxies go to another locality only when outlier detection has found the pods of their own unhealthy; without it the order of localities is not applied at all.',
    fix: [
      {
        text: 'Add outlierDetection to the same traffic policy.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/failover/',
      },
    ],
    decides:
      'A traffic policy, of the rule, a port or a subset, sets failover or failoverPriority and nothing sets outlierDetection for it.',
  },
  requires: ['destinationRules'],
  messages: {
    noDetection:
      'DestinationRule {namespace}/{name} sets {setting} without outlierDetection, so that nothing fails over',
  },
  identity: ['field'],
  *run({ destinationRules }) {
    for (const { namespace, name, spec, source } of destinationRules) {
      if (!isAnalyzedNamespace(namespace)) continue;
      const general = spec.policy === undefined ? [] : [spec.policy, ...spec.policy.ports];
      const policies = [...general, ...spec.subsets.flatMap(({ policy }) => policy ?? [])];
      for (const { loadBalancer, outlierDetection, field } of policies) {
        const setting = loadBalancer?.locality;
        if (setting !== 'failover' && setting !== 'failoverPriority') continue;
        if (outlierDetection !== undefined || (field.startsWith('spec.subsets') && spec.policy?.outlierDetection))
          continue;
        yield {
          messageId: 'noDetection',
          args: { namespace, name, setting, field },
          subject: { kind: 'DestinationRule', namespace, name },
          evidence: [citeField(source, `${field}.loadBalancer.localityLbSetting`, setting)],
        };
      }
    }
  },
});
