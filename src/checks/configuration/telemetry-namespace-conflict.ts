import { citeField, type Evidence } from '../../core/evidence.js';
import type { Telemetry } from '../../model/facets.js';
import { namesOf, oldestText, severalInNamespace } from '../../model/lookup/competing.js';
import { defineCheck } from '../check.js';

export const configurationTelemetryNamespaceConflict = defineCheck({
  meta: {
    id: 'configuration/telemetry-namespace-conflict',
    title: 'At most one Telemetry of a namespace has no selector',
    severity: 'error',
    basis: 'declared',
    why: 'Of several Telemetry objects for a whole namespace, or for the whole mesh in the root namespace, Istio takes the oldest alone. The others are dead without a word.',
    fix: [
      {
        text: 'Merge them into one: access logs, traces and metrics can stand in one object.',
        command: 'kubectl get telemetries -n {namespace} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/observability/telemetry/#scope-inheritance-and-overrides',
      },
    ],
    aliases: ['IST0160'],
    falsePositives: [
      'Unlike in istioctl, a Telemetry that is attached by targetRefs does not count: it is not for the namespace.',
    ],
  },
  requires: ['telemetries'],
  messages: {
    conflict: 'Telemetry {namespace}/{name} is for the whole namespace, as {others} is',
  },
  *run({ telemetries }) {
    // As pilot/pkg/model/telemetry.go decides, where an empty selector is none (Istio 1.22 and later have targetRefs).
    const general = telemetries.filter(({ spec }) => spec.selector.size === 0 && spec.targets.length === 0);
    for (const { object, others } of severalInNamespace(general)) {
      const { namespace, name } = object;
      const detail = oldestText([object, ...others]);
      yield {
        messageId: 'conflict',
        args: { namespace, name, others: namesOf(others) },
        subject: { kind: 'Telemetry', namespace, name },
        ...(detail !== undefined && { detail }),
        evidence: [citeName(object), ...others.map(citeName)],
      };
    }
  },
});

function citeName({ source, name }: Telemetry): Evidence {
  return citeField(source, 'metadata.name', name);
}
