import { citeField } from '../../core/evidence.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { selectsNothing } from '../../model/lookup/selects-nothing.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const configurationTelemetrySelector = defineCheck({
  meta: {
    id: 'configuration/telemetry-selector',
    title: 'Telemetry selectors match workloads',
    severity: 'error',
    basis: 'declared',
    why: 'A Telemetry with a selector is for the matching pods of its own namespace only. When there are none, its settings are in force nowhere.',
    fix: [
      {
        text: 'Compare the selector with the labels of the pods, and see that the Telemetry is in their namespace.',
        command: 'kubectl get pods -n {namespace} --show-labels',
        doc: 'https://istio.io/latest/docs/reference/config/telemetry/',
      },
    ],
    aliases: ['IST0101'],
    decides: 'No pod of the namespace carries all labels of the selector.',
    falsePositives: [
      'Silent where a Job, a CronJob, a WorkloadEntry or the template of a workload that is not scaled to zero has the labels.',
      'Information only where the workload is scaled to zero.',
    ],
  },
  requires: ['telemetries', 'podSpecs'],
  uses: ['workloads', 'workloadEntries', 'workloadGroups', 'mesh'],
  messages: {
    noMatch: 'Telemetry {namespace}/{name} selects {selector}, which no pod of the namespace has',
    scaledToZero: 'Telemetry {namespace}/{name} selects the pods of {kind} {workload}, which is scaled to zero',
  },
  *run({ telemetries, mesh, ...known }, { undecided }) {
    for (const { namespace, name, spec, source } of telemetries) {
      const selector = spec.selector;
      if (selector.size === 0) continue;
      const nothing = selectsNothing(selector, namespace, known);
      if (nothing === undefined) continue;
      if (!hasAll(mesh, 'Pod', namespace)) {
        undecided(notGathered('pod', `one that Telemetry ${namespace}/${name} selects`));
        continue;
      }
      const { scaledToZero } = nothing;
      const about = { namespace, name, selector: selectorText(selector) };
      yield {
        messageId: scaledToZero === undefined ? 'noMatch' : 'scaledToZero',
        args: { ...about, ...(scaledToZero && { kind: scaledToZero.kind, workload: scaledToZero.name }) },
        subject: { kind: 'Telemetry', namespace, name },
        ...(scaledToZero && { severity: 'info' as const }),
        evidence: [citeField(source, 'spec.selector.matchLabels', about.selector)],
      };
    }
  },
});
