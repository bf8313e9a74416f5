import { citeField } from '../../core/evidence.js';
import type { Facets } from '../../model/facets.js';
import { asksForAmbient, mayBeAmbient } from '../../model/lookup/ambient.js';
import { captureStart } from '../../model/lookup/control-plane.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isAmbientPod, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { citePod, workloadSubject } from '../../model/lookup/pods.js';
import { dataplaneMode } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

const settledMinutes = 5;

export const ambientNotCaptured = defineCheck({
  meta: {
    id: 'ambient/not-captured',
    title: 'Pods of ambient namespaces are redirected to ztunnel',
    severity: 'error',
    basis: 'observed',
    why: 'istio-cni marks each pod that it has taken into ambient mode. A pod without the mark is outside of the mesh: no mutual TLS, no policies.',
    fix: [
      {
        text: 'See whether istio-cni and ztunnel run on the node of the pod, then restart the pod.',
        command: 'kubectl get pods -n istio-system -o wide -l k8s-app=istio-cni-node',
        doc: 'https://istio.io/latest/docs/ambient/usage/troubleshoot-ztunnel/',
      },
    ],
    decides: `A running pod, older than ${settledMinutes} minutes, is labelled for ambient mode (or its namespace is), has no sidecar and not the annotation ambient.istio.io/redirection=enabled.`,
    falsePositives: ['Pods of the host network and pods that opted out are never captured, and are left alone.'],
  },
  requires: ['podSpecs', 'namespaces', 'mesh'],
  uses: ['capture'],
  era: mayBeAmbient,
  messages: {
    notCaptured:
      '{count} pods of {namespace}/{workload} are in an ambient namespace and are not redirected to ztunnel (nodes: {nodes})',
  },
  *run({ podSpecs, namespaces, capture }, { now }) {
    const settled = captureStart(capture, now) - settledMinutes * 60_000;
    const missed = podSpecs.filter((pod) => isMeant(pod, namespaces, settled) && !isAmbientPod(pod));
    for (const group of groupBy(missed, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const [pod] = group;
      const namespace = namespaceNamed(namespaces, pod.namespace);
      const nodes = [...new Set(group.flatMap(({ node }) => node ?? []))];
      yield {
        messageId: 'notCaptured',
        args: {
          count: group.length,
          namespace: pod.namespace,
          workload: pod.workload,
          nodes: nodes.slice(0, 3).join(', ') || 'unknown',
        },
        subject: workloadSubject(pod),
        evidence: [
          citePod(pod, 'metadata.annotations["ambient.istio.io/redirection"]', '(absent)'),
          ...(namespace === undefined
            ? []
            : [
                citeField(namespace.source, `metadata.labels["${dataplaneMode}"]`, namespace.labels.get(dataplaneMode)),
              ]),
        ],
      };
    }
  },
});

function isMeant(pod: Facets['podSpecs'][number], namespaces: Facets['namespaces'], settled: number): boolean {
  if (pod.statusUnknown || pod.phase !== 'Running' || pod.deleted !== undefined) return false;
  return Date.parse(pod.startTime ?? '') < settled && asksForAmbient(pod, namespaces);
}
