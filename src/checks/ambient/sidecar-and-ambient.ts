import { citeField, type Evidence } from '../../core/evidence.js';
import { isNonEmpty } from '../../core/non-empty.js';
import type { Facets, Namespace } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isAmbientPod, isInjectedNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { hasSidecar, workloadSubject } from '../../model/lookup/pods.js';
import { dataplaneMode, isGatewayPod } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

const inject = 'sidecar.istio.io/inject';

export const ambientSidecarAndAmbient = defineCheck({
  meta: {
    id: 'ambient/sidecar-and-ambient',
    title: 'No workload asks for a sidecar and for ambient mode',
    severity: 'error',
    why: 'A pod with a sidecar is not taken into ambient mode: the sidecar wins, and what was meant for ztunnel or a waypoint does not apply to it.',
    fix: [
      {
        text: 'Decide for one: remove the injection label and restart the pods, or label them istio.io/dataplane-mode=none.',
        command: 'kubectl get pods -n {namespace} -L istio.io/dataplane-mode,sidecar.istio.io/inject',
        doc: 'https://istio.io/latest/docs/ambient/usage/add-workloads/',
      },
    ],
    codes: ['KIA1311', 'KIA1314', 'KIA1315', 'KIA1316'],
    decides:
      'Labels of pod and namespace (the pod’s win) ask for ambient mode, and labels ask for a sidecar or the pod has one; or a pod that asks for a sidecar is redirected to ztunnel.',
    falsePositives: [
      'A namespace with istio-injection=enabled or a revision beside the ambient label is reported for its own labels, too, by injection/conflicting-labels.',
    ],
  },
  requires: ['podSpecs', 'namespaces', 'mesh'],
  era: mayBeAmbient,
  messages: {
    labels: 'The labels of {namespace}/{workload} ask for a sidecar and for ambient mode',
    redirected: 'Pods of {namespace}/{workload} ask for a sidecar, and their traffic is redirected to ztunnel',
    sidecarInAmbient: 'Pods of {namespace}/{workload} have a sidecar, although they ask for ambient mode',
  },
  *run({ podSpecs, namespaces }) {
    const pods = podSpecs.filter((pod) => !isGatewayPod(pod));
    for (const group of groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const [pod] = group;
      const namespace = namespaceNamed(namespaces, pod.namespace);
      const isAmbient = asksForAmbient(pod, namespace);
      const asked = asksForSidecar(pod, namespace);
      const evidence = citeLabels(pod, namespace);
      if (!isNonEmpty(evidence)) continue;
      const about = {
        args: { namespace: pod.namespace, workload: pod.workload },
        subject: workloadSubject(pod),
        evidence,
      };
      if (asked && group.some(isAmbientPod)) yield { ...about, messageId: 'redirected', aliases: ['KIA1314'] };
      if (!isAmbient) continue;
      const hasProxy = group.some(hasSidecar);
      const isOfNamespace = namespace?.labels.get(dataplaneMode) === 'ambient';
      if (hasProxy) {
        yield { ...about, messageId: 'sidecarInAmbient', aliases: ['KIA1315', ...(isOfNamespace ? ['KIA1316'] : [])] };
      } else if (asked) {
        yield { ...about, messageId: 'labels', aliases: ['KIA1311'] };
      }
    }
  },
});

type Pod = Facets['podSpecs'][number];

function asksForAmbient({ labels }: Pod, namespace: Namespace | undefined): boolean {
  return (labels.get(dataplaneMode) ?? namespace?.labels.get(dataplaneMode)) === 'ambient';
}

function asksForSidecar({ labels }: Pod, namespace: Namespace | undefined): boolean {
  const own = labels.get(inject);
  if (own !== undefined) return own === 'true';
  return namespace !== undefined && isInjectedNamespace(namespace);
}

function citeLabels({ labels, source, name }: Pod, namespace: Namespace | undefined): Evidence[] {
  const own = [inject, dataplaneMode].filter((label) => labels.has(label));
  return [
    ...own.map((label) => citeField(source, `metadata.labels["${label}"]`, `${labels.get(label)} (pod ${name})`)),
    ...(namespace === undefined
      ? []
      : [citeField(namespace.source, 'metadata.labels', Object.fromEntries(namespace.labels))]),
  ];
}
