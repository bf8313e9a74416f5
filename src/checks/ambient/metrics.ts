import { mapNonEmpty } from '../../core/non-empty.js';
import type { Severity } from '../../core/severity.js';
import type { ComponentMetrics } from '../../model/facets.js';
import { countedTroubles, hoursOf, type MetricTrouble, metricTrouble } from '../../model/lookup/component-metrics.js';
import { groupBy } from '../../model/lookup/derive.js';
import type { CounterRule } from '../../model/lookup/statistics.js';
import { defineCheck } from '../check.js';

const ofZtunnel = [
  {
    id: 'failedConnections',
    counters: ['istio_tcp_connections_failed_total'],
    total: ['istio_tcp_connections_opened_total'],
    share: 0.05,
    perHour: 60,
    least: 20,
  },
  { id: 'onDemandDns', counters: ['istio_on_demand_dns_total'], perHour: 3600, least: 1000 },
] as const satisfies readonly CounterRule[];

const ofCni = [
  { id: 'installs', counters: ['istio_cni_installs_total'], perHour: 1, least: 5 },
  { id: 'repairs', counters: ['istio_cni_repair_pods_repaired_total'], perHour: 1, least: 3 },
] as const satisfies readonly CounterRule[];

type Id =
  | (typeof ofZtunnel)[number]['id']
  | (typeof ofCni)[number]['id']
  | 'stream'
  | 'pending'
  | 'withoutZtunnel'
  | 'notInstalled';

/** Of the others it is `warning`. */
const severities: Partial<Record<Id, Severity>> = {
  withoutZtunnel: 'error',
  notInstalled: 'error',
  onDemandDns: 'info',
};

export const ambientMetrics = defineCheck({
  meta: {
    id: 'ambient/metrics',
    title: 'Metrics of ztunnel and istio-cni show no trouble',
    severity: 'warning',
    basis: 'observed',
    why: 'Both serve every pod of their node: what they cannot do, no pod there gets.',
    fix: [
      {
        text: 'Read the log of the agent on the node.',
        command: 'kubectl logs -n {namespace} {pod}',
        doc: 'https://istio.io/latest/docs/ambient/usage/troubleshoot-ztunnel/',
      },
      {
        text: 'Installations and repairs that go on mean that something else writes the CNI configuration of the node, or starts pods before it is there.',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
    ],
    decides: 'Counters are compared with the total of their sort, or with the time since the container started.',
  },
  requires: ['nodeAgentMetrics', 'mesh'],
  messages: {
    stream: 'ztunnel loses its connection to the control plane ({nodes}): {amount}',
    pending: 'Pods wait for ztunnel to take over their traffic ({nodes}): {amount}',
    failedConnections: 'Connections through ztunnel fail ({nodes}): {amount}',
    onDemandDns: 'ztunnel resolves names for many connections ({nodes}): {amount}',
    withoutZtunnel: 'istio-cni has no connection to ztunnel ({nodes}): new pods do not start',
    notInstalled: 'The CNI plugin of Istio is not installed ({nodes})',
    installs: 'istio-cni installs its plugin again and again ({nodes}): {amount}',
    repairs: 'istio-cni repairs pods that started without it ({nodes}): {amount}',
  },
  applies({ nodeAgentMetrics }) {
    return nodeAgentMetrics.length > 0 || 'the mesh has neither ztunnel nor istio-cni';
  },
  *run({ nodeAgentMetrics, mesh }, { now, undecided }) {
    const found = nodeAgentMetrics.flatMap((page): MetricTrouble<Id>[] => {
      const hours = hoursOf(page, now);
      return page.component === 'ztunnel'
        ? [...countedTroubles<Id>(page, ofZtunnel, hours, undecided), ...ztunnelStates(page, hours, undecided)]
        : [
            ...countedTroubles<Id>(page, ofCni, hours, undecided),
            ...cniStates(page, mesh.dataPlane.includes('ambient')),
          ];
    });
    for (const group of groupBy(found, ({ id }) => id).values()) {
      const [{ id, page, amount }] = group;
      const namespace = page.pod?.namespace ?? mesh.istioNamespaces[0] ?? 'istio-system';
      const node = page.node ?? page.pod?.name ?? 'one node';
      yield {
        messageId: id,
        severity: severities[id] ?? 'warning',
        args: {
          namespace,
          pod: page.pod?.name ?? `daemonset/${page.workload}`,
          nodes: group.length === 1 ? node : `${node} and ${group.length - 1} more`,
          amount,
        },
        subject: { kind: 'Workload', namespace, name: page.workload },
        evidence: mapNonEmpty(group, ({ evidence }) => evidence),
      };
    }
  },
});

const settledHours = 0.1;

/** Reconnections after half an hour are normal; only other ends of the stream tell something. */
function ztunnelStates(
  page: ComponentMetrics,
  hours: number | undefined,
  open: (because: string) => void,
): MetricTrouble<Id>[] {
  const name = 'istio_xds_connection_terminations_total';
  const failures = (page.metrics.get(name)?.series ?? []).filter(({ labels }) =>
    ['ConnectionError', 'Error'].includes(labels.get('reason') ?? ''),
  );
  const [first] = failures;
  const value = failures.reduce((sum, one) => sum + one.value, 0);
  const metrics = new Map(first === undefined ? [] : [[name, { value, line: first.line, series: failures }]]);
  const stream = { id: 'stream', counters: [name], perHour: 1, least: 5 } as const;
  const pending = page.metrics.get('workload_manager_pending_proxy_count');
  const isPending = pending !== undefined && pending.value > 0 && (hours ?? 0) > settledHours;
  return [
    ...countedTroubles<Id>({ ...page, metrics }, [stream], hours, open),
    ...(isPending
      ? [metricTrouble<Id>('pending', page, 'workload_manager_pending_proxy_count', `${pending.value}`, pending.line)]
      : []),
  ];
}

function cniStates(page: ComponentMetrics, isAmbient: boolean): MetricTrouble<Id>[] {
  const connected = page.metrics.get('ztunnel_connected');
  const ready = page.metrics.get('istio_cni_install_ready');
  return [
    ...(isAmbient && connected?.value === 0
      ? [metricTrouble<Id>('withoutZtunnel', page, 'ztunnel_connected', '0', connected.line)]
      : []),
    ...(ready?.value === 0
      ? [metricTrouble<Id>('notInstalled', page, 'istio_cni_install_ready', '0', ready.line)]
      : []),
  ];
}
