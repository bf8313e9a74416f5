import { citeField, type Evidence } from '../../core/evidence.js';
import type { Telemetry } from '../../model/facets.js';
import { namesOf, oldestText, severalForPods } from '../../model/lookup/competing.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const configurationTelemetryWorkloadConflict = defineCheck({
  meta: {
    id: 'configuration/telemetry-workload-conflict',
    title: 'At most one Telemetry selects a workload',
    severity: 'error',
    basis: 'declared',
    why: 'Istio expects one Telemetry per workload; of several, it depends on their age which settings are in force.',
    fix: [
      {
        text: 'Merge them, or narrow their selectors until no pod has the labels of two.',
        command: 'kubectl get telemetries -n {namespace} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/telemetry/',
      },
    ],
    aliases: ['IST0159'],
    decides: 'A pod of their namespace has the labels of the selectors of both.',
  },
  requires: ['telemetries', 'podSpecs'],
  messages: {
    conflict: 'Telemetry {namespace}/{name} selects the pods of {workload}, as {others} does',
  },
  *run({ telemetries, podSpecs }) {
    const selectorOf = ({ spec }: Telemetry) => spec.selector;
    for (const { object, others, pod } of severalForPods(telemetries, selectorOf, podSpecs)) {
      const { namespace, name } = object;
      const detail = oldestText([object, ...others]);
      yield {
        messageId: 'conflict',
        args: { namespace, name, workload: pod.workload, others: namesOf(others) },
        subject: { kind: 'Telemetry', namespace, name },
        ...(detail !== undefined && { detail }),
        evidence: [citeSelector(object), ...others.map(citeSelector)],
      };
    }
  },
});

function citeSelector({ source, spec }: Telemetry): Evidence {
  return citeField(source, 'spec.selector.matchLabels', selectorText(spec.selector));
}
