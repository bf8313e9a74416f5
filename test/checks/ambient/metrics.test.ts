import { ambientMetrics } from '../../../src/checks/ambient/metrics.js';
import { describeCheck } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { nodeAgentMetrics } from '../../helpers/facets/statistics.js';

/** Of an agent that has run for a hundred hours in an ambient mesh. */
function given(...lines: readonly string[]) {
  return { nodeAgentMetrics: [nodeAgentMetrics(lines.join('\n'))], mesh: mesh({ dataPlane: ['ambient'] }) };
}

const ztunnel = 'workload_manager_active_proxy_count 3';
const cni = 'nodeagent_reconcile_events_total{type="add"} 4';
const terminations = 'istio_xds_connection_terminations_total';

describeCheck(ambientMetrics, {
  silent: {
    'nothing wrong': given(ztunnel, 'workload_manager_pending_proxy_count 0'),
    'streams end every half hour': given(ztunnel, `${terminations}{reason="Reconnect"} 200`),
    'an error now and then': given(
      ztunnel,
      `${terminations}{reason="ConnectionError"} 90`,
      `${terminations}{reason="Error"} 9`,
    ),
    'a pod that waits while ztunnel starts': {
      nodeAgentMetrics: [
        { ...nodeAgentMetrics('workload_manager_pending_proxy_count 2\n'), started: '2026-03-04T09:30:00Z' },
      ],
      mesh: mesh(),
    },
    'few failed connections': given(
      ztunnel,
      'istio_tcp_connections_failed_total{reporter="source"} 500',
      'istio_tcp_connections_opened_total{reporter="source"} 10000',
    ),
    'few names to resolve': given(ztunnel, 'istio_on_demand_dns_total 359999'),
    'istio-cni is connected and ready': given(cni, 'ztunnel_connected 1', 'istio_cni_install_ready 1'),
    'istio-cni of a mesh of sidecars': { ...given(cni, 'ztunnel_connected 0'), mesh: mesh({ dataPlane: ['sidecar'] }) },
    'few installations and repairs': given(
      cni,
      'istio_cni_installs_total{result="SUCCESS"} 99',
      'istio_cni_repair_pods_repaired_total 99',
    ),
  },
  open: {
    'nothing tells when the container started': {
      given: {
        nodeAgentMetrics: given(ztunnel, `${terminations}{reason="Error"} 900`).nodeAgentMetrics.map(
          ({ started, ...page }) => page,
        ),
        mesh: mesh(),
      },
      because: 'nothing tells since when ztunnel counts',
    },
  },
  fires: {
    'the stream breaks': {
      given: given(ztunnel, `${terminations}{reason="ConnectionError"} 60`, `${terminations}{reason="Error"} 40`),
      expect: [{ messageId: 'stream', subject: 'Workload istio-system/ztunnel', args: { nodes: 'worker-1' }, line: 2 }],
    },
    'pods wait': {
      given: given(ztunnel, 'workload_manager_pending_proxy_count 2'),
      expect: [{ messageId: 'pending', subject: 'Workload istio-system/ztunnel', args: { amount: '2' } }],
    },
    'many failed connections': {
      given: given(
        ztunnel,
        'istio_tcp_connections_failed_total{reporter="source"} 501',
        'istio_tcp_connections_opened_total{reporter="source"} 10000',
      ),
      expect: [{ messageId: 'failedConnections', subject: 'Workload istio-system/ztunnel' }],
    },
    'many names to resolve': {
      given: given(ztunnel, 'istio_on_demand_dns_total 360000'),
      expect: [{ messageId: 'onDemandDns', subject: 'Workload istio-system/ztunnel', severity: 'info' }],
    },
    'istio-cni without ztunnel': {
      given: given(cni, 'ztunnel_connected 0'),
      expect: [{ messageId: 'withoutZtunnel', subject: 'Workload istio-system/istio-cni', severity: 'error' }],
    },
    'istio-cni is not installed': {
      given: given(cni, 'istio_cni_install_ready 0'),
      expect: [{ messageId: 'notInstalled', subject: 'Workload istio-system/istio-cni', severity: 'error' }],
    },
    'installations go on': {
      given: given(cni, 'istio_cni_installs_total{result="SUCCESS"} 100'),
      expect: [{ messageId: 'installs', subject: 'Workload istio-system/istio-cni' }],
    },
    'repairs go on': {
      given: given(cni, 'istio_cni_repair_pods_repaired_total 100'),
      expect: [{ messageId: 'repairs', subject: 'Workload istio-system/istio-cni' }],
    },
    'two nodes, one finding': {
      given: {
        nodeAgentMetrics: [
          ...given(cni, 'ztunnel_connected 0').nodeAgentMetrics,
          ...given(cni, 'ztunnel_connected 0').nodeAgentMetrics,
        ],
        mesh: mesh({ dataPlane: ['ambient'] }),
      },
      expect: [
        {
          messageId: 'withoutZtunnel',
          subject: 'Workload istio-system/istio-cni',
          evidence: 2,
          args: { nodes: 'worker-1 and 1 more' },
        },
      ],
    },
  },
  notApplicable: {
    'neither ztunnel nor istio-cni': {
      given: { nodeAgentMetrics: [], mesh: mesh() },
      because: 'neither ztunnel nor istio-cni',
    },
  },
});
