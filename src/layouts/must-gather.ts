import { defineLayout, type Rule } from './layout.js';
import { withLogComponent } from './log-component.js';

/** `namespaces/<namespace>/<group>/<resource>.yaml`: Lists of oc adm inspect, complete for that namespace. */
const namespaceLists: readonly (readonly [resource: string, kind: string])[] = [
  ['core/pods', 'Pod'],
  ['core/services', 'Service'],
  ['core/endpoints', 'Endpoints'],
  ['core/events', 'Event'],
  ['core/configmaps', 'ConfigMap'],
  ['apps/deployments', 'Deployment'],
  ['apps/daemonsets', 'DaemonSet'],
  ['apps/replicasets', 'ReplicaSet'],
  ['apps/statefulsets', 'StatefulSet'],
  ['batch/jobs', 'Job'],
  ['discovery.k8s.io/endpointslices', 'EndpointSlice'],
  ['networking.k8s.io/networkpolicies', 'NetworkPolicy'],
];

const listRules = namespaceLists.map(
  ([resource, kind]): Rule => [
    `namespaces/:namespace/${resource}.yaml`,
    'kubernetes-objects',
    { listsInNamespace: [kind] },
  ],
);

const oneOfMany = { listsInNamespace: [] };
const podFolder = 'namespaces/:namespace/pods/:pod';
const logFolder = `${podFolder}/:container/:container/logs`;

/**
 * `oc adm must-gather` and `oc adm inspect`, with the mesh collectors of Maistra (Service Mesh 1 and 2), Service Mesh 3,
 * and openshift/must-gather since 4.21, which makes a second root below `istio/`. Each image and node has a root of its own.
 */
export const mustGather = defineLayout({
  id: 'must-gather',
  manyRoots: true,
  strong: [
    'must-gather.logs',
    'event-filter.html',
    'cluster-scoped-resources/:group/:resource/:name.yaml',
    'cluster-scoped-resources/:group/:resource.yaml',
  ],
  supporting: [
    'timestamp',
    'gather.logs',
    // Folders of plain manifests may be laid out like this too, though hardly with the next ones beside it.
    'namespaces/:namespace/:namespace.yaml',
    'namespaces/:namespace/core/:resource.yaml',
    `${podFolder}/:pod.yaml`,
    `${logFolder}/current.log`,
  ],
  refine: withLogComponent,
  rules: [
    ['timestamp', 'gather-timestamp'],
    ['version', 'gather-version'],
    ['gather.logs', 'gather-log'],
    ['must-gather.logs', 'gather-log'],
    ['event-filter.html', null],

    // Values are replaced by their length, yet certificates and names are not.
    ['namespaces/:namespace/core/secrets.yaml', null],
    ['namespaces/:namespace/core/secrets/:name.yaml', null],
    [`${podFolder}/:pod.yaml`, 'kubernetes-objects', oneOfMany],

    // Maistra until April 2023, Maistra since, Service Mesh 3 and core.
    ['namespaces/:namespace/controlplane/synchronization', 'syncz'],
    ['namespaces/:namespace/debug-syncz.json', 'syncz'],
    ['namespaces/:namespace/:revision/debug-syncz.json', 'syncz'],
    [`${podFolder}/envoyConfiguration`, 'envoy-config-dump'],
    [`${podFolder}/config_dump_proxy.json`, 'envoy-config-dump'],
    [`${podFolder}/pilotConfiguration`, 'desired-config-dump'],
    [`${podFolder}/config_dump_istiod.json`, 'desired-config-dump'],
    [`${podFolder}/proxy_stats`, 'envoy-stats'],

    [`${logFolder}/current.log`, 'container-log'],
    [`${logFolder}/current.insecure.log`, 'container-log'],
    [`${logFolder}/previous.log`, 'container-log', { previous: true }],
    [`${logFolder}/previous.insecure.log`, 'container-log', { previous: true }],
    [`${logFolder}/rotated/:file`, 'container-log'],
    // Health and metrics pages of the pod's own HTTP server.
    [`${podFolder}/:container/:container/:page/:file`, null],

    ...listRules,
    ['namespaces/:namespace/:namespace.yaml', 'kubernetes-objects', oneOfMany],
    ['namespaces/:namespace/:group/:resource/:name.yaml', 'kubernetes-objects', oneOfMany],
    ['namespaces/:namespace/:group/:resource.yaml', 'kubernetes-objects', oneOfMany],
    ['cluster-scoped-resources/:group/:resource/:name.yaml', 'kubernetes-objects', oneOfMany],
    ['cluster-scoped-resources/:group/:resource.yaml', 'kubernetes-objects', oneOfMany],

    ['audit_logs/:server/:file', null],
    ['etcd_info/:file', null],
    ['host_service_logs/:role/:file', null],
    ['network_logs/:file', null],
  ],
});
