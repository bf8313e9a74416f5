import { citeField } from '../../core/evidence.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { hasUncapturedPods, selectedWorkloads } from '../../model/lookup/selected.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const gatewaysSelector = defineCheck({
  meta: {
    id: 'gateways/selector',
    title: 'Istio Gateways select gateway pods',
    severity: 'error',
    why: 'A Gateway configures the pods that its selector matches. When there are none, its ports are open nowhere and no request arrives.',
    fix: [
      {
        text: 'Compare the selector with the labels of the gateway pods; charts and revisions label them differently (istio: ingressgateway, istio: ingress).',
        command: 'kubectl get pods --all-namespaces --show-labels -l istio',
        doc: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway',
      },
    ],
  },
  requires: ['istioGateways', 'podSpecs'],
  uses: ['workloads', 'mesh'],
  messages: {
    noMatch: 'Gateway {namespace}/{name} selects {selector}, which no pod has',
    noPods:
      'Gateway {namespace}/{name} selects the pods of {kind} {workload}, which has none although it wants {replicas}',
    scaledToZero: 'Gateway {namespace}/{name} selects the pods of {kind} {workload}, which is scaled to zero',
  },
  *run({ istioGateways, podSpecs, workloads = [], mesh }, { undecided }) {
    for (const gateway of istioGateways) {
      const { namespace, name, spec, source } = gateway;
      // An empty selector means all gateways.
      if (spec.selector.size === 0 || gatewayPods(gateway, podSpecs).length > 0) continue;
      const templates = selectedWorkloads(workloads, spec.selector);
      if (templates.some(hasUncapturedPods)) continue;
      if (!hasAll(mesh, 'Pod')) {
        undecided(notGathered('pod', `one that Gateway ${namespace}/${name} selects`));
        continue;
      }
      const template = templates.find(({ replicas = 0 }) => replicas > 0) ?? templates[0];
      const about = { namespace, name, selector: selectorText(spec.selector) };
      const subject = { kind: 'Gateway', group: gateway.group, namespace, name };
      const evidence = citeField(source, 'spec.selector', about.selector);
      if (template === undefined) {
        yield { messageId: 'noMatch', args: about, subject, aliases: ['IST0101', 'KIA0302'], evidence: [evidence] };
        continue;
      }
      const { kind, replicas = 0 } = template;
      const workload = `${template.namespace}/${template.name}`;
      yield {
        messageId: replicas > 0 ? 'noPods' : 'scaledToZero',
        args: { ...about, kind, workload, replicas },
        subject,
        severity: replicas > 0 ? 'error' : 'info',
        evidence: [evidence, citeField(template.source, 'spec.replicas', `${replicas} (${kind} ${workload})`)],
      };
    }
  },
});
