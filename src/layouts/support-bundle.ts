import { kindOfCustomResource } from '../core/custom-resources.js';
import type { Tag } from '../parsers/parser.js';
import { byContent, defineLayout, type Rule } from './layout.js';
import { withLogComponent } from './log-component.js';

/** `cluster-resources/<folder>/<namespace>.json`: a typed list; before v0.28 an array of items that do not say their kind. */
const namespaced: readonly (readonly [folder: string, kind: string])[] = [
  ['pods', 'Pod'],
  ['services', 'Service'],
  ['deployments', 'Deployment'],
  ['replicasets', 'ReplicaSet'],
  ['statefulsets', 'StatefulSet'],
  ['daemonsets', 'DaemonSet'],
  ['jobs', 'Job'],
  ['events', 'Event'],
  ['configmaps', 'ConfigMap'],
  ['network-policy', 'NetworkPolicy'],
  ['endpointslices', 'EndpointSlice'],
];

/** `cluster-resources/<file>.json`, of the whole cluster. */
const clusterScoped: readonly (readonly [file: string, kind: string])[] = [
  ['nodes', 'Node'],
  ['custom-resource-definitions', 'CustomResourceDefinition'],
  ['validating-webhook-configurations', 'ValidatingWebhookConfiguration'],
  ['mutating-webhook-configurations', 'MutatingWebhookConfiguration'],
];

const base = 'cluster-resources';
const logs = `${base}/pods/logs/:namespace/:pod`;
const customResources = `${base}/custom-resources`;
const someOfMany = { listsInNamespace: [] };

function errorsRule(name: string, kind: string): Rule {
  return [`${base}/${name}-errors.json`, 'collector-errors', { explains: [kind] }];
}

function namespacedRule(folder: string, ...kinds: readonly [string, ...string[]]): Rule {
  return [`${base}/${folder}/:namespace.json`, 'kubernetes-objects', { apiKind: kinds[0], listsInNamespace: kinds }];
}

/** One list of the whole cluster, in a file for each namespace that it has objects of; new bundles have it in both formats. */
const customResourceRules = [...kindOfCustomResource].flatMap(([resource, kind]) =>
  ['json', 'yaml'].map(
    (format): Rule => [
      `${customResources}/${resource}/:namespace.${format}`,
      'kubernetes-objects',
      { listsInNamespace: [kind] },
    ],
  ),
);

/** Replicated troubleshoot (`kubectl support-bundle`). Which collectors ran is up to the vendor's specification. */
export const supportBundle = defineLayout({
  id: 'support-bundle',
  strong: [
    `${base}/pods/:namespace.json`,
    `${base}/namespaces.json`,
    `${base}/nodes.json`,
    ...['support-bundle', 'support-bundle:name', 'supportbundle', 'preflightbundle-:name'].flatMap((root) => [
      `${root}//version.yaml`,
      `${root}//analysis.json`,
    ]),
  ],
  supporting: [
    'cluster-info/cluster_version.json',
    'execution-data/summary.txt',
    `${base}/services/:namespace.json`,
    `${base}/custom-resource-definitions.json`,
    `${logs}/:container.log`,
  ],
  refine: withComponent,
  rules: [
    ['version.yaml', 'support-bundle-version'],
    ['analysis.json', 'support-bundle-analysis'],
    ['execution-data/summary.txt', null],
    ['metadata/:file', null],
    ['cluster-info/cluster_version.json', 'kubectl-version'],
    ['cluster-info/errors.json', 'collector-errors'],
    ['collector-errors/:name.json', 'collector-errors'],
    // The collector's own pod, which it starts in this namespace.
    ['dns/debug.json', 'resolv-conf', { namespace: 'default', pod: 'troubleshoot-dns' }],
    ['dns/debug.txt', null],

    // Endpoints came with v0.69, when every namespace already had its custom resources, in a file only where there are some.
    namespacedRule('endpoints', 'Endpoints', '*'),
    ...namespaced.map(([folder, kind]) => namespacedRule(folder, kind)),
    ...namespaced.map(([folder, kind]) => errorsRule(folder, kind)),
    errorsRule('endpoints', 'Endpoints'),
    ...clusterScoped.map(
      ([file, kind]): Rule => [`${base}/${file}.json`, 'kubernetes-objects', { apiKind: kind, lists: [kind] }],
    ),
    ...clusterScoped.map(([file, kind]) => errorsRule(file, kind)),
    // A list of all of them, or an array or single object of those that were asked for.
    [`${base}/namespaces.json`, 'kubernetes-objects', { apiKind: 'Namespace', ...someOfMany }],
    errorsRule('namespaces', 'Namespace'),

    [`${customResources}/custom-resources-errors.json`, 'collector-errors', { explains: ['*'] }],
    ...customResourceRules,
    [`${customResources}/:resource/:namespace.json`, 'kubernetes-objects', someOfMany],
    [`${customResources}/:resource/:namespace.yaml`, 'kubernetes-objects', someOfMany],
    [`${customResources}/:resource.json`, 'kubernetes-objects', someOfMany],
    [`${customResources}/:resource.yaml`, 'kubernetes-objects', someOfMany],
    [`${base}/auth-cani-list/:namespace.json`, 'access-rules'],
    [`${logs}/:container-logs-errors.log`, 'collector-errors'],
    [`${logs}/:container-previous.log`, 'container-log', { previous: true }],
    [`${logs}/:container.log`, 'container-log'],
    [`${base}/image-pull-secrets/:namespace/:name.json`, null],
    [`${base}/:file-errors.json`, 'collector-errors'],
    [`${base}/:folder/:file`, null],
    [`${base}/:file`, null],

    ['secrets/:namespace/:name.json', null],
    ['secrets-errors/:namespace/:name.json', null],
    ['configmaps/:namespace/:name.json', null],
    ['configmaps-errors/:namespace/:name.json', null],
    ['helm/:file', null],
    ['sysctl/:node', null],
    ['node-metrics/:file', null],
    ['host-collectors/:folder/:file', null],

    // Collectors whose names the vendor chose: exec, logs (files in old bundles, links to the logs above since), run-pod.
    [':name/:namespace/:pod/:collector-stdout.txt', byContent],
    [':name/:namespace/:pod/:collector-stderr.txt', null],
    [':name/:namespace/:pod/:collector-errors.json', 'collector-errors'],
    [':name/:pod/:container-errors.json', 'collector-errors'],
    [':name/errors.json', 'collector-errors'],
    [':name/:name.json', null],
    [':name/:name-events.json', null],
    [':name/:name.log', null],
    [':name/:pod/:container-previous.log', 'container-log', { previous: true }],
    [':name/:pod/:container.log', 'container-log'],
    [':name/:pod.log', 'container-log'],
  ],
});

/** A log that is named after its pod only is of a pod with one container. */
const byPod: readonly (readonly [pod: RegExp, component: string])[] = [
  [/^(?:istiod|istio-pilot)-/, 'control-plane'],
  [/^istio-(?:ingress|egress)gateway-/, 'istio-proxy'],
  [/^ztunnel-/, 'ztunnel'],
  [/^(?:coredns|kube-dns)-/, 'dns'],
];

function withComponent(tag: Tag): Tag {
  const { kind, pod, container } = tag;
  if (kind !== 'container-log' || pod === undefined || container !== undefined) return withLogComponent(tag);
  const component = byPod.find(([pattern]) => pattern.test(pod))?.[1];
  return component === undefined ? withLogComponent(tag) : { ...tag, component };
}
