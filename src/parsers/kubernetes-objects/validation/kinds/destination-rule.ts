import { checkSubsetName } from '../parts/destination.js';
import { checkExportTo } from '../parts/export-to.js';
import { checkMatchLabels, matchLabels } from '../parts/selector.js';
import { checkTrafficPolicy, trafficPolicy } from '../parts/traffic-policy.js';
import { at, quote, type Report } from '../report.js';
import { list, map, record, text } from '../schema.js';
import { hostProblem } from '../values/hosts.js';
import { checkLabels } from '../values/labels.js';
import { defineRules } from './kind.js';

const subset = record({ name: text(), labels: map(text()), trafficPolicy }, { required: ['name'] });

export const destinationRule = defineRules({
  group: 'networking.istio.io',
  kind: 'DestinationRule',
  spec: record(
    {
      host: text(),
      trafficPolicy,
      subsets: list(subset),
      exportTo: list(text()),
      workloadSelector: matchLabels,
    },
    { required: ['host'] },
  ),
  check({ host = '', trafficPolicy, subsets = [], exportTo, workloadSelector }, report, { namespace }) {
    const problem = hostProblem(host);
    if (problem !== undefined) report.error('spec.host', problem);
    checkTrafficPolicy(trafficPolicy, 'spec.trafficPolicy', namespace, report);
    const names = new Set<string>();
    // istiod forgets the warnings about subsets.
    const onlyErrors: Report = { ...report, warn: () => {} };
    for (const [index, { name = '', labels, trafficPolicy }] of subsets.entries()) {
      const field = at('spec.subsets', index);
      if (names.has(name)) report.error(`${field}.name`, `${quote(name)} is the name of another subset`);
      names.add(name);
      checkSubsetName(name, `${field}.name`, report);
      checkLabels(labels, `${field}.labels`, report);
      checkTrafficPolicy(trafficPolicy, `${field}.trafficPolicy`, namespace, onlyErrors);
    }
    checkExportTo(exportTo, namespace, report, { onlyOwn: workloadSelector !== undefined });
    checkMatchLabels(workloadSelector, 'spec.workloadSelector', report);
  },
});
