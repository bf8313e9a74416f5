import type { BugReportLog } from '../parsers/bug-report-log.js';
import { defineLayout, type ReadArtifact } from './layout.js';
import { withLogComponent } from './log-component.js';

/** `kubectl get all` and the other types that every version since 1.8 asks for. */
const coreKinds = ['Pod', 'Service', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'ConfigMap'];

/** `istioctl bug-report`, 1.8 to 1.30 (tools/bug-report/pkg/archive in istio/istio). */
export const bugReport = defineLayout({
  id: 'bug-report',
  strong: ['bug-report.log'],
  supporting: [
    'cluster/kubectl-version',
    'cluster/cluster-context',
    'cluster/k8s-resources',
    'cluster/crs',
    'versions',
    'istio/:namespace/:pod/discovery.log',
    'proxies/:namespace/:pod/config_dump?include_eds',
    'proxies/:namespace/:pod/server_info',
  ],
  refine: withLogComponent,
  rules: [
    ['bug-report.log', 'bug-report-log'],
    ['versions', 'istio-versions'],
    ['cluster/k8s-resources', 'kubernetes-objects', { lists: coreKinds }],
    [
      'cluster/k8s-cluster-resources',
      'kubernetes-objects',
      {
        lists: [
          'Node',
          'Namespace',
          'CustomResourceDefinition',
          'MutatingWebhookConfiguration',
          'ValidatingWebhookConfiguration',
        ],
      },
    ],
    // Every custom resource of the cluster, whatever its group.
    ['cluster/crs', 'kubernetes-objects', { lists: ['*'] }],
    // Only those of Istio's own namespace.
    ['cluster/pods', 'kubernetes-objects', { listsInNamespace: [] }],
    // `kubectl describe nodes` up to 1.19, a YAML List since 1.20.
    ['cluster/nodes', 'kubectl-output', { lists: ['Node'] }],
    ['cluster/events', 'kubectl-table'],
    ['cluster/kubectl-version', 'kubectl-version'],
    ['cluster/cluster-context', 'cluster-context'],
    ['cluster/secrets', null],
    ['cluster/describe-pods', 'kubectl-table'],
    ['istio/:namespace/:pod/discovery.log', 'container-log', { component: 'control-plane', container: 'discovery' }],
    ['istio/:namespace/:pod/debug/syncz', 'syncz'],
    ['istio/:namespace/:pod/debug/mesh', 'mesh-config'],
    ['istio/:namespace/:pod/debug/configz', 'kubernetes-objects', { secondary: true }],
    ['istio/:namespace/:pod/debug/adsz', 'adsz'],
    ['istio/:namespace/:pod/debug/clusterz', 'clusterz'],
    ['istio/:namespace/:pod/debug/networkz', 'networkz'],
    ['istio/:namespace/:pod/debug/push_status', 'push-status'],
    ['istio/:namespace/:pod/debug/registryz', 'registryz'],
    ['istio/:namespace/:pod/debug/endpointz', 'endpointz'],
    ['istio/:namespace/:pod/debug/endpointShardz', 'endpointz'],
    // Among them inject: what its templates make of a pod stands in the pod.
    ['istio/:namespace/:pod/debug/:page', null],
    ['istio/:namespace/:pod/metrics', 'component-metrics'],
    ['proxies/:namespace/:pod/config_dump?include_eds', 'envoy-config-dump'],
    ['proxies/:namespace/:pod/config_dump', 'proxy-dump'],
    ['proxies/:namespace/:pod/certs', 'envoy-certs'],
    ['proxies/:namespace/:pod/clusters', 'envoy-clusters'],
    ['proxies/:namespace/:pod/listeners', 'envoy-listeners'],
    ['proxies/:namespace/:pod/server_info', 'envoy-server-info'],
    ['proxies/:namespace/:pod/stats/prometheus', 'envoy-stats'],
    ['proxies/:namespace/:pod/netstat', 'sockets'],
    ['proxies/:namespace/:pod/memory', null],
    ['proxies/:namespace/:pod/runtime', null],
    ['proxies/:namespace/:pod/istio-proxy.log', 'container-log', { container: 'istio-proxy' }],
    ['proxies/:namespace/:pod/cores/:core.core', null],
    ['operator/:namespace/:pod/operator.log', 'container-log', { component: 'operator', container: 'operator' }],
    ['cni/:pod/cni.log', 'container-log', { component: 'istio-cni', container: 'install-cni' }],
    ['analyze/:namespace', 'istioctl-analyze'],
    ['analyze/:namespace/:file', 'istioctl-analyze'],
  ],
  distrusts(read) {
    if (logOf(read)?.joinedNamespaces === undefined) return [];
    // 1.30 with --include asks kubectl for the namespace "a,b", and kubectl answers with an empty list and exit code 0.
    return ['cluster/k8s-resources', 'cluster/crs', 'cluster/events'].map((path) => ({
      path,
      reason: 'istioctl asked for all namespaces as one, which kubectl answers with an empty list',
    }));
  },
  narrows(read) {
    const namespace = logOf(read)?.onlyNamespace;
    return namespace === undefined ? [] : ['cluster/k8s-resources', 'cluster/crs'].map((path) => ({ path, namespace }));
  },
});

function logOf(read: readonly ReadArtifact[]): BugReportLog | undefined {
  return read.find(({ kind }) => kind === 'bug-report-log')?.artifact as BugReportLog | undefined;
}
