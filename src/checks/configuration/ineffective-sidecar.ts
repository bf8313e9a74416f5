import { citeField } from '../../core/evidence.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { isAmbientNamespace, isAmbientPod, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { citePod } from '../../model/lookup/pods.js';
import { selectedPods } from '../../model/lookup/selected.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const configurationIneffectiveSidecar = defineCheck({
  meta: {
    id: 'configuration/ineffective-sidecar',
    title: 'Sidecars are for workloads that have a sidecar',
    severity: 'warning',
    basis: 'declared',
    why: 'In ambient mode no proxy stands beside the workload, and ztunnel does not read Sidecars: the limits they set on egress do not hold.',
    fix: [
      {
        text: 'Remove the Sidecar, and set limits on egress with a waypoint or a NetworkPolicy.',
        command: 'kubectl get sidecar -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ambient/usage/',
      },
    ],
    aliases: ['IST0167'],
    decides:
      'A pod that the selector matches is redirected to ztunnel (annotation ambient.istio.io/redirection); or, without a selector, the namespace is labelled ambient.',
  },
  requires: ['sidecars', 'mesh'],
  uses: ['podSpecs', 'namespaces'],
  messages: {
    workload: 'Sidecar {namespace}/{name} has no effect on {workload}, which is in ambient mode',
    namespace: 'Sidecar {namespace}/{name} has no effect: the namespace is in ambient mode',
  },
  era: (mesh) => mesh.isManifests || mayBeAmbient(mesh),
  *run({ sidecars, podSpecs, namespaces }, { undecided }) {
    for (const { namespace, name, spec, source } of sidecars) {
      const subject = { kind: 'Sidecar', namespace, name };
      if (spec.workloadSelector.size > 0) {
        if (podSpecs === undefined) {
          undecided('no pods with their labels are in the bundle');
          continue;
        }
        const pod = selectedPods(podSpecs, spec.workloadSelector, namespace).find(isAmbientPod);
        if (pod === undefined) continue;
        yield {
          messageId: 'workload',
          args: { namespace, name, workload: pod.workload },
          subject,
          evidence: [
            citeField(source, 'spec.workloadSelector', selectorText(spec.workloadSelector)),
            citePod(pod, 'metadata.annotations["ambient.istio.io/redirection"]', 'enabled'),
          ],
        };
        continue;
      }
      const own = namespaceNamed(namespaces, namespace);
      if (own === undefined || !isAmbientNamespace(own)) continue;
      yield {
        messageId: 'namespace',
        args: { namespace, name },
        subject,
        evidence: [
          citeField(source, 'metadata.name', name),
          citeField(own.source, 'metadata.labels["istio.io/dataplane-mode"]', 'ambient'),
        ],
      };
    }
  },
});
