import { citeField } from '../../core/evidence.js';
import type { WorkloadGroup } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const servicesWorkloadGroup = defineCheck({
  meta: {
    id: 'services/workload-group',
    title: 'WorkloadGroups have a service account that exists and labels of their own',
    severity: 'warning',
    basis: 'declared',
    why: 'Workloads outside the cluster take identity and labels from their group. Without the service account they get no certificate; with the labels of another group services and policies cannot tell the two apart.',
    fix: [
      {
        text: 'Create the service account, or give the group labels of its own.',
        command: 'kubectl get serviceaccounts -n {namespace}',
        doc: 'https://istio.io/latest/docs/reference/config/networking/workload-group/',
      },
    ],
    codes: ['KIA1701', 'KIA1702'],
  },
  requires: ['workloadGroups'],
  uses: ['serviceAccounts', 'mesh'],
  messages: {
    noAccount: 'WorkloadGroup {namespace}/{name} uses service account {account}, which does not exist',
    sameLabels: 'WorkloadGroups {namespace}/{name} and {other} give their workloads the same labels: {labels}',
  },
  identity: ['account', 'other'],
  *run({ workloadGroups, serviceAccounts, mesh }, { undecided }) {
    const groups = workloadGroups.filter(({ namespace }) => isAnalyzedNamespace(namespace));
    const accounts = serviceAccounts && new Set(serviceAccounts.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const group of groups) {
      const { namespace, name, spec, source } = group;
      const { serviceAccount: account } = spec;
      // Kubernetes makes the account named default in every namespace.
      if (!account || account === 'default' || accounts?.has(`${namespace}/${account}`)) continue;
      if (accounts === undefined || !hasAll(mesh, 'ServiceAccount', namespace)) {
        undecided(notGathered('service account', `${namespace}/${account}`));
        continue;
      }
      yield {
        messageId: 'noAccount',
        args: { namespace, name, account },
        subject: subjectOf(group),
        aliases: ['KIA1701'],
        evidence: [citeField(source, 'spec.template.serviceAccount', account)],
      };
    }
    const labelled = groups.filter(({ spec }) => spec.labels.size > 0);
    for (const same of groupBy(labelled, ({ namespace, spec }) =>
      JSON.stringify([namespace, [...spec.labels].sort()]),
    ).values()) {
      for (const group of same) {
        const other = same.find((candidate) => candidate !== group);
        if (other === undefined) continue;
        const { namespace, name, spec, source } = group;
        yield {
          messageId: 'sameLabels',
          args: { namespace, name, other: other.name, labels: selectorText(spec.labels) },
          subject: subjectOf(group),
          aliases: ['KIA1702'],
          evidence: [
            citeField(source, 'spec.metadata.labels', selectorText(spec.labels)),
            citeField(other.source, 'spec.metadata.labels', selectorText(other.spec.labels)),
          ],
        };
      }
    }
  },
});

function subjectOf({ kind, group, namespace, name }: WorkloadGroup) {
  return { kind, group, namespace, name };
}
