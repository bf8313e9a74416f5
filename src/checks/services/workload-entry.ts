import { citeField } from '../../core/evidence.js';
import { isLinkLocal, isLoopback, parseIp } from '../../core/ip.js';
import type { ServiceEntry, ServiceSpec, WorkloadEntry } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { matchesLabels } from '../../model/lookup/selector.js';
import { selectorText } from '../../model/lookup/services.js';
import { servicesSelecting } from '../../model/lookup/services-selecting.js';
import { defineCheck, type Finding } from '../check.js';

/** istiod puts it on entries whose workload reports its health (Istio 1.8 and later). */
const healthChecks = 'proxy.istio.io/health-checks-enabled';

type Message = 'address' | 'unselected' | 'noAccount' | 'noHealth';

export const servicesWorkloadEntry = defineCheck({
  meta: {
    id: 'services/workload-entry',
    title: 'Workloads outside the cluster can be reached and belong to a service',
    severity: 'warning',
    basis: 'declared',
    why: 'A WorkloadEntry is an endpoint of the services that select it. With none it gets no traffic; with an address that means another host to every caller, or an account that does not exist, requests to it fail.',
    fix: [
      {
        text: 'Give the entry the labels that a ServiceEntry or Service of its namespace selects, and the address that pods reach the workload by.',
        command: 'kubectl get workloadentry -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/workload-entry/',
      },
      {
        text: 'For an entry without health: see that the agent on the machine runs and reaches istiod.',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/virtual-machines/',
      },
    ],
    decides:
      'Compares the labels of the entry with the selectors of ServiceEntries and Services of its namespace, its account with the ServiceAccounts, and its address with loopback, link-local and unspecified ones. Where health checks are on, it waits for condition Healthy.',
    falsePositives: [
      'An entry may wait for a service that is to come.',
      'Silent about an entry that says it is not healthy: that is reported with the status of objects.',
    ],
  },
  requires: ['workloadEntries'],
  uses: ['serviceEntries', 'serviceSpecs', 'serviceAccounts', 'mesh'],
  messages: {
    address: 'WorkloadEntry {namespace}/{name} has address {address}, which means another host to every caller',
    unselected: 'No ServiceEntry and no Service of namespace {namespace} selects WorkloadEntry {name} ({labels})',
    noAccount: 'WorkloadEntry {namespace}/{name} uses service account {account}, which does not exist',
    noHealth: 'WorkloadEntry {namespace}/{name} has health checks, and its workload has never reported its health',
  },
  *run({ workloadEntries, serviceEntries, serviceSpecs, serviceAccounts, mesh }, { undecided }) {
    for (const entry of workloadEntries) {
      const { namespace, name, spec, annotations } = entry;
      if (!isAnalyzedNamespace(namespace)) continue;
      const { address = '', serviceAccount: account = 'default', conditions } = spec;
      if (isOwnAddress(address)) yield finding(entry, 'address', 'spec.address', address, { address });
      if (annotations.has(healthChecks) && !conditions.some(({ type }) => type === 'Healthy'))
        yield finding(entry, 'noHealth', 'status.conditions', 'no condition Healthy');
      const isAccount = serviceAccounts?.some((known) => known.namespace === namespace && known.name === account);
      // Kubernetes makes the account named default in every namespace.
      if (account !== 'default' && account !== '' && !isAccount) {
        if (serviceAccounts === undefined || !hasAll(mesh, 'ServiceAccount', namespace))
          undecided(notGathered('service account', `${namespace}/${account}`));
        else yield finding(entry, 'noAccount', 'spec.serviceAccount', account, { account });
      }
      if (isSelected(entry, serviceEntries ?? [], serviceSpecs ?? [])) continue;
      const isListed =
        serviceEntries !== undefined &&
        serviceSpecs !== undefined &&
        (['ServiceEntry', 'Service'] as const).every((kind) => hasAll(mesh, kind, namespace));
      const labels = selectorText(spec.labels) || 'it has no labels';
      if (isListed) yield finding(entry, 'unselected', 'spec.labels', labels, { labels });
      else undecided(notGathered('ServiceEntry and service', `one that selects WorkloadEntry ${namespace}/${name}`));
    }
  },
});

function finding(
  entry: WorkloadEntry,
  messageId: Message,
  field: string,
  value: string,
  args: Readonly<Record<string, string>> = {},
): Finding<Message> {
  const { namespace, name, source } = entry;
  return {
    messageId,
    args: { namespace, name, ...args },
    subject: configSubject(entry),
    evidence: [citeField(source, field, value)],
  };
}

function isSelected(
  entry: WorkloadEntry,
  serviceEntries: readonly ServiceEntry[],
  services: readonly ServiceSpec[],
): boolean {
  const {
    namespace,
    spec: { labels },
  } = entry;
  const bySelector = serviceEntries.some(
    ({ namespace: own, spec: { workloadSelector } }) =>
      own === namespace && workloadSelector !== undefined && matchesLabels(workloadSelector, labels),
  );
  return bySelector || servicesSelecting(services, { namespace, labels }).length > 0;
}

function isOwnAddress(address: string): boolean {
  const ip = parseIp(address);
  return address === '0.0.0.0' || address === '::' || (ip !== undefined && (isLoopback(ip) || isLinkLocal(ip)));
}
