import { defineLayout, type Rule } from './layout.js';
import { withLogComponent } from './log-component.js';

/** `<namespace>/<resource>.json`: typed lists (`PodList`), whose items say neither kind nor apiVersion. */
const lists: readonly (readonly [resource: string, kind: string])[] = [
  ['events', 'Event'],
  ['replication-controllers', 'ReplicationController'],
  ['services', 'Service'],
  ['daemonsets', 'DaemonSet'],
  ['deployments', 'Deployment'],
  ['replicasets', 'ReplicaSet'],
  ['pods', 'Pod'],
];

const formats = ['json', 'yaml'];

const listRules = formats.flatMap((format) =>
  lists.map(
    ([resource, kind]): Rule => [
      `:namespace/${resource}.${format}`,
      'kubernetes-objects',
      { apiKind: kind, listsInNamespace: [kind] },
    ],
  ),
);

/**
 * `kubectl cluster-info dump --output-directory`. Without --namespaces or -A it has the current namespace and kube-system; it
 * stops at the first list that is refused, and then lacks the namespaces behind it.
 */
export const clusterInfoDumpLayout = defineLayout({
  id: 'cluster-info-dump',
  strong: formats.map((format) => [`nodes.${format}`, `:namespace/replication-controllers.${format}`]),
  supporting: [],
  refine: withLogComponent,
  rules: [
    ...formats.map((format): Rule => [`nodes.${format}`, 'kubernetes-objects', { apiKind: 'Node', lists: ['Node'] }]),
    ...listRules,
    [':namespace/:pod/logs.txt', 'cluster-info-dump'],
  ],
});
