import { citeField, type Evidence } from '../../core/evidence.js';
import type { IstioGateway, PodSpec, Workload } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import { gatewayScopeVariable, isScopedToNamespace } from '../../model/lookup/gateway-reach.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { hasUncapturedPods, selectedWorkloads } from '../../model/lookup/selected.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck, type Finding } from '../check.js';

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
    codes: ['IST0101', 'KIA0302'],
    decides:
      'Looks for pods with all labels of the selector in every namespace, or in the own one where istiod runs with PILOT_SCOPE_GATEWAY_TO_NAMESPACE; then for pod templates of workloads.',
    falsePositives: [
      'Silent about a selector that only a workload among manifests matches: its pods will exist.',
      'A gateway of a cluster that is not in the bundle is not seen.',
    ],
  },
  requires: ['istioGateways', 'podSpecs'],
  uses: ['workloads', 'mesh'],
  messages: {
    noMatch: 'Gateway {namespace}/{name} selects {selector}, which no pod has',
    noPods:
      'Gateway {namespace}/{name} selects the pods of {kind} {workload}, which has none although it wants {replicas}',
    scaledToZero: 'Gateway {namespace}/{name} selects the pods of {kind} {workload}, which is scaled to zero',
    otherNamespace:
      'Gateway {namespace}/{name} selects pods of namespace {podNamespace}, while istiod gives it those of its own namespace only',
  },
  *run({ istioGateways, podSpecs, workloads = [], mesh }, { undecided }) {
    const isScoped = isScopedToNamespace(podSpecs, workloads);
    for (const gateway of istioGateways) {
      const { namespace, name, spec } = gateway;
      // An empty selector means all gateways.
      if (spec.selector.size === 0 || !isAnalyzedNamespace(namespace)) continue;
      const pods = gatewayPods(gateway, podSpecs);
      if (pods.some((pod) => !isScoped || pod.namespace === namespace)) continue;
      if (pods[0] !== undefined) {
        yield outOfReach(gateway, pods[0]);
        continue;
      }
      const templates = selectedWorkloads(workloads, spec.selector);
      // Manifests of a workload stand for its pods.
      if (templates.some((template) => hasUncapturedPods(template) || mesh?.isManifests)) continue;
      if (!hasAll(mesh, 'Pod')) {
        undecided(notGathered('pod', `one that Gateway ${namespace}/${name} selects`));
        continue;
      }
      yield unmatched(gateway, templates.find(({ replicas = 0 }) => replicas > 0) ?? templates[0]);
    }
  },
});

function unmatched(
  gateway: IstioGateway,
  template: Workload | undefined,
): Finding<'noMatch' | 'noPods' | 'scaledToZero'> {
  const args = { ...about(gateway), selector: selectorText(gateway.spec.selector) };
  const subject = subjectOf(gateway);
  const evidence = citeSelector(gateway);
  if (template === undefined)
    return { messageId: 'noMatch', args, subject, aliases: ['IST0101', 'KIA0302'], evidence: [evidence] };
  const { kind, replicas = 0 } = template;
  const workload = `${template.namespace}/${template.name}`;
  return {
    messageId: replicas > 0 ? 'noPods' : 'scaledToZero',
    args: { ...args, kind, workload, replicas },
    subject,
    severity: replicas > 0 ? 'error' : 'info',
    evidence: [evidence, citeField(template.source, 'spec.replicas', `${replicas} (${kind} ${workload})`)],
  };
}

function outOfReach(gateway: IstioGateway, pod: PodSpec): Finding<'otherNamespace'> {
  return {
    messageId: 'otherNamespace',
    args: { ...about(gateway), podNamespace: pod.namespace },
    subject: subjectOf(gateway),
    detail: `istiod runs with ${gatewayScopeVariable}=true.`,
    aliases: ['KIA0302'],
    evidence: [citeSelector(gateway)],
  };
}

function citeSelector({ source, spec }: IstioGateway): Evidence {
  return citeField(source, 'spec.selector', selectorText(spec.selector));
}

function about({ namespace, name }: IstioGateway) {
  return { namespace, name };
}

function subjectOf({ group, namespace, name }: IstioGateway) {
  return { kind: 'Gateway', group, namespace, name };
}
