import { citeField, type Evidence } from '../../core/evidence.js';
import type { Sidecar } from '../../model/facets.js';
import { namesOf, oldestText, severalForPods } from '../../model/lookup/competing.js';
import { isAmbientPod } from '../../model/lookup/in-mesh.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const configurationSidecarWorkloadConflict = defineCheck({
  meta: {
    id: 'configuration/sidecar-workload-conflict',
    title: 'At most one Sidecar selects a workload',
    severity: 'error',
    basis: 'declared',
    why: 'A proxy goes by one Sidecar, the oldest that selects it; Istio does not merge them and calls the result undefined.',
    fix: [
      {
        text: 'Merge the Sidecars, or narrow their selectors until no pod has the labels of two.',
        command: 'kubectl get sidecars -n {namespace} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/sidecar/',
      },
    ],
    aliases: ['IST0110', 'KIA0003'],
    decides: 'A pod of their namespace has the labels of the selectors of both.',
    falsePositives: ['Pods in ambient mode do not count, they have no sidecar.'],
  },
  requires: ['sidecars', 'podSpecs'],
  messages: {
    conflict: 'Sidecar {namespace}/{name} selects the pods of {workload}, as {others} does',
  },
  *run({ sidecars, podSpecs }) {
    const withSidecar = podSpecs.filter((pod) => !isAmbientPod(pod));
    const selectorOf = ({ spec }: Sidecar) => spec.workloadSelector;
    for (const { object, others, pod } of severalForPods(sidecars, selectorOf, withSidecar)) {
      const { namespace, name } = object;
      const detail = oldestText([object, ...others]);
      yield {
        messageId: 'conflict',
        args: { namespace, name, workload: pod.workload, others: namesOf(others) },
        subject: { kind: 'Sidecar', namespace, name },
        ...(detail !== undefined && { detail }),
        evidence: [citeSelector(object), ...others.map(citeSelector)],
      };
    }
  },
});

function citeSelector({ source, spec }: Sidecar): Evidence {
  return citeField(source, 'spec.workloadSelector', selectorText(spec.workloadSelector));
}
