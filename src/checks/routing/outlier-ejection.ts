import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingOutlierEjection = defineCheck({
  meta: {
    id: 'routing/outlier-ejection',
    title: 'Outlier detection leaves pods to send requests to',
    severity: 'warning',
    why: 'With maxEjectionPercent 100 proxies may eject every pod of a service, and then answer 503 with the flag UH until the ejection ends.',
    fix: [
      {
        text: 'Lower maxEjectionPercent, run more than one pod, or set minHealthPercent so that proxies fall back to all pods.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection',
      },
    ],
    decides:
      'A traffic policy sets maxEjectionPercent 100 and no minHealthPercent, for a service with a single ready address.',
    falsePositives: ['Services with several addresses are not reported, however few errors eject them.'],
  },
  requires: ['destinationRules', 'endpoints', 'mesh'],
  messages: {
    single: 'DestinationRule {namespace}/{name} lets proxies eject the only pod of {host} after {errors} errors',
  },
  identity: ['field'],
  *run({ destinationRules, endpoints, mesh }) {
    const ready = new Map<string, number>();
    for (const { namespace, service, addresses, truncated } of endpoints) {
      const key = `${namespace}/${service}`;
      const count = truncated ? 2 : addresses.filter((address) => address.ready).length;
      ready.set(key, (ready.get(key) ?? 0) + count);
    }
    for (const { namespace, name, spec, source } of destinationRules) {
      const host = fullHost(spec.host, namespace, mesh);
      const service = serviceNamed(host, mesh);
      if (service === undefined || !isAnalyzedNamespace(namespace)) continue;
      if (ready.get(`${service.namespace}/${service.name}`) !== 1 || spec.policy === undefined) continue;
      for (const { outlierDetection, field } of [spec.policy, ...spec.policy.ports]) {
        if (outlierDetection?.maxEjectionPercent !== 100 || outlierDetection.minHealthPercent) continue;
        const { consecutive5xxErrors, consecutiveGatewayErrors, consecutiveErrors } = outlierDetection;
        yield {
          messageId: 'single',
          args: {
            namespace,
            name,
            host,
            field,
            errors: consecutive5xxErrors ?? consecutiveGatewayErrors ?? consecutiveErrors ?? 5,
          },
          subject: { kind: 'DestinationRule', namespace, name },
          evidence: [citeField(source, `${field}.outlierDetection.maxEjectionPercent`, '100')],
        };
      }
    }
  },
});
