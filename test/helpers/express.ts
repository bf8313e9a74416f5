import { dump } from 'js-yaml';
import type { Tree } from './bundle.js';
import type { ApiObject, Captured, PodFile, PodLog } from './captured.js';

// One captured mesh as other tools would have taken it: nothing is added, and what a tool does not ask for is left out.

/** `kubectl support-bundle`: every namespace listed, items without kinds, config dumps by an exec collector. */
export function asSupportBundle({ objects, namespaces, proxyFiles, logs }: Captured): Tree {
  const root = 'support-bundle-2026-03-04T09_30_00';
  const resources = `${root}/cluster-resources`;
  const perNamespace = {
    pods: 'Pod',
    services: 'Service',
    deployments: 'Deployment',
    replicasets: 'ReplicaSet',
    statefulsets: 'StatefulSet',
    daemonsets: 'DaemonSet',
    jobs: 'Job',
    events: 'Event',
    configmaps: 'ConfigMap',
    'network-policy': 'NetworkPolicy',
    endpointslices: 'EndpointSlice',
  };
  const tree: Tree = {
    [`${root}/version.yaml`]: 'kind: SupportBundle\nspec:\n  versionNumber: v0.123.0\n',
    [`${root}/cluster-info/cluster_version.json`]: JSON.stringify({
      info: { gitVersion: 'v1.31.2' },
      string: 'v1.31.2',
    }),
    [`${resources}/namespaces.json`]: typedList(objects, 'Namespace'),
    [`${resources}/nodes.json`]: typedList(objects, 'Node'),
  };
  for (const kind of ['Validating', 'Mutating'])
    tree[`${resources}/${kind.toLowerCase()}-webhook-configurations.json`] = typedList(
      objects,
      `${kind}WebhookConfiguration`,
    );
  for (const namespace of namespaces) {
    for (const [folder, kind] of Object.entries(perNamespace))
      tree[`${resources}/${folder}/${namespace}.json`] = typedList(inNamespace(objects, namespace), kind);
    for (const [resource, items] of groupedBy(inNamespace(objects, namespace).filter(isCustom), customResource))
      tree[`${resources}/custom-resources/${resource}/${namespace}.json`] = JSON.stringify(items);
  }
  for (const { namespace, pod, container, text } of logs)
    tree[`${resources}/pods/logs/${namespace}/${pod}/${container}.log`] = text;
  for (const { namespace, pod, text } of dumps(proxyFiles))
    tree[`${root}/envoy/${namespace}/${pod}/config-dump-stdout.txt`] = text;
  return tree;
}

/** `oc adm must-gather` with the image of Service Mesh 3. */
export function asMustGather({ objects, namespaces, proxyFiles, logs, syncz }: Captured): Tree {
  const root = 'must-gather.local.42/registry-example-com-istio-must-gather-sha256-77ab';
  const lists = {
    'core/pods': 'Pod',
    'core/services': 'Service',
    'core/events': 'Event',
    'core/configmaps': 'ConfigMap',
    'apps/deployments': 'Deployment',
    'apps/daemonsets': 'DaemonSet',
    'apps/replicasets': 'ReplicaSet',
    'apps/statefulsets': 'StatefulSet',
    'batch/jobs': 'Job',
    'discovery.k8s.io/endpointslices': 'EndpointSlice',
    'networking.k8s.io/networkpolicies': 'NetworkPolicy',
  };
  const tree: Tree = {
    'must-gather.local.42/must-gather.logs':
      '[must-gather      ] OUT 2026-03-04T09:30:00Z Gathering data for ns/istio-system...\n',
    [`${root}/version`]: 'openshift-service-mesh/must-gather\n3.1.0\n',
    [`${root}/namespaces/istio-system/default/debug-syncz.json`]: syncz,
  };
  for (const object of objects.filter(({ metadata, kind }) => metadata.namespace === undefined && kind !== 'Namespace'))
    tree[`${root}/cluster-scoped-resources/${customResource(object, '/')}/${object.metadata.name}.yaml`] = dump(object);
  for (const namespace of namespaces) {
    const folder = `${root}/namespaces/${namespace}`;
    const own = inNamespace(objects, namespace);
    const object = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace);
    if (object !== undefined) tree[`${folder}/${namespace}.yaml`] = dump(object);
    for (const [resource, kind] of Object.entries(lists)) tree[`${folder}/${resource}.yaml`] = dump(listOf(own, kind));
    for (const object of own.filter(isCustom))
      tree[`${folder}/${customResource(object, '/')}/${object.metadata.name}.yaml`] = dump(object);
    for (const pod of own.filter(({ kind }) => kind === 'Pod'))
      tree[`${folder}/pods/${pod.metadata.name}/${pod.metadata.name}.yaml`] = dump(pod);
  }
  for (const { namespace, pod, container, text } of logs)
    tree[`${root}/namespaces/${namespace}/pods/${pod}/${container}/${container}/logs/current.log`] = timestamped(text);
  for (const { namespace, pod, text } of dumps(proxyFiles))
    tree[`${root}/namespaces/${namespace}/pods/${pod}/config_dump_proxy.json`] = withoutEndpoints(text);
  for (const { namespace, pod, text } of proxyFiles.filter(({ name }) => name === 'stats.txt'))
    tree[`${root}/namespaces/${namespace}/pods/${pod}/proxy_stats`] = text;
  return tree;
}

const clusterInfoLists = {
  events: 'Event',
  'replication-controllers': 'ReplicationController',
  services: 'Service',
  daemonsets: 'DaemonSet',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  pods: 'Pod',
};

/** `kubectl cluster-info dump -A --output-directory`. */
export function asClusterInfoDump({ objects, namespaces, logs }: Captured): Tree {
  const tree: Tree = { 'nodes.json': typedList(objects, 'Node') };
  for (const namespace of namespaces) {
    for (const [resource, kind] of Object.entries(clusterInfoLists))
      tree[`${namespace}/${resource}.json`] = typedList(inNamespace(objects, namespace), kind);
  }
  for (const [folder, ofPod] of groupedBy(logs, ({ namespace, pod }) => `${namespace}/${pod}`))
    tree[`${folder}/logs.txt`] = ofPod.map(marked).join('');
  return tree;
}

/** `kubectl cluster-info dump -A`, which prints it all. */
export function asClusterInfoText(captured: Captured): string {
  const { objects, namespaces, logs } = captured;
  const lists = namespaces.flatMap((namespace) =>
    Object.values(clusterInfoLists).map((kind) => typedList(inNamespace(objects, namespace), kind)),
  );
  return [typedList(objects, 'Node'), ...lists, ...logs.map(marked)].join('');
}

function marked({ namespace, pod, container, text }: PodLog): string {
  const about = `logs for container ${container} of pod ${namespace}/${pod} ====\n`;
  return `==== START ${about}${text}==== END ${about}`;
}

const declaredKinds = ['Namespace', 'Service', 'Deployment', 'StatefulSet', 'DaemonSet'];

/** What stands in a repository: custom resources, and what was declared of the rest, without the cluster's own fields. */
export function asManifests({ objects }: Captured): Tree {
  const declared = objects.filter((object) => isCustom(object) || declaredKinds.includes(object.kind));
  return Object.fromEntries(
    declared.map(({ status: _, ...object }) => {
      const { namespace = 'cluster', name } = object.metadata;
      return [`deploy/${namespace}/${object.kind.toLowerCase()}-${name}.yaml`, dump(object)];
    }),
  );
}

/** What somebody put together by hand: folders of pods, named as `kubectl exec` was asked, and the tables beside them. */
export function asLooseFiles({ proxyFiles, logs, tables, syncz }: Captured): Tree {
  const ofPods = [
    ...proxyFiles.filter(({ name }) => !name.endsWith('.log')).map(({ name, ...of }) => ({ ...of, file: name })),
    ...logs.map(({ container, ...of }) => ({ ...of, file: `${container}.log` })),
  ];
  return {
    ...Object.fromEntries(ofPods.map(({ namespace, pod, file, text }) => [`${namespace}/${pod}/${file}`, text])),
    ...Object.fromEntries(Object.entries(tables).map(([path, text]) => [path.slice(path.indexOf('/') + 1), text])),
    'syncz.json': syncz,
  };
}

function inNamespace(objects: readonly ApiObject[], namespace: string): ApiObject[] {
  return objects.filter(({ metadata }) => metadata.namespace === namespace);
}

function isCustom({ apiVersion }: ApiObject): boolean {
  return /^[a-z.]+\.istio\.io\/|^gateway\.networking\.k8s\.io\//.test(apiVersion);
}

/** `virtualservices.networking.istio.io`; with a slash as separator `networking.istio.io/virtualservices`. */
function customResource({ apiVersion, kind }: ApiObject, separator?: '/'): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : 'core';
  const plural = kind.toLowerCase().replace(/y$/, 'ie').concat('s');
  return separator === '/' ? `${group}/${plural}` : `${plural}.${group}`;
}

function listOf(objects: readonly ApiObject[], kind: string): object {
  return { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects.filter((object) => object.kind === kind) };
}

/** A typed list as client-go gives it: the items do not say what they are. */
function typedList(objects: readonly ApiObject[], kind: string): string {
  const found = objects.filter((object) => object.kind === kind);
  const items = found.map(({ apiVersion: _version, kind: _kind, ...object }) => object);
  const apiVersion = found[0]?.apiVersion ?? 'v1';
  return `${JSON.stringify({ kind: `${kind}List`, apiVersion, metadata: {}, items }, null, 4)}\n`;
}

function groupedBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function dumps(files: readonly PodFile[]): PodFile[] {
  return files.filter(({ name }) => name === 'config-dump.json');
}

function withoutEndpoints(text: string): string {
  const configDump = JSON.parse(text) as { configs: readonly { '@type': string }[] };
  return JSON.stringify({
    configs: configDump.configs.filter((section) => !section['@type'].endsWith('EndpointsConfigDump')),
  });
}

/** The runtime's own time in front of every line, here that of the line or of the one before it. */
function timestamped(text: string): string {
  let time = '2026-03-04T09:00:00.000000000Z';
  return text.replace(/^(.+)$/gm, (line) => {
    time = /^\[?(\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(line)?.[1] ?? time;
    return `${time} ${line}`;
  });
}
