import type { Tag } from '../parsers/parser.js';
import { defineLayout, type Rule } from './layout.js';
import { withLogComponent } from './log-component.js';

/** Debug pages that the script asked Pilot or istiod for, each with the kind of what it holds. */
const pages: readonly (readonly [page: string, kind: string | null, about: Omit<Tag, 'kind'>])[] = [
  ['configz', 'kubernetes-objects', { secondary: true }],
  ['adsz', 'adsz', {}],
  ['authenticationz', 'tls-check', {}],
  ['endpointz', 'endpointz', {}],
  ['metrics', 'component-metrics', {}],
];

/** `pilot/<page>` in Istio 1.0 to 1.4, `pilot/<page>-<pod>` in 1.5 to 1.7, `istiod/<page>-<pod>` in 1.8. */
const pageRules = pages.flatMap(([page, kind, about]): Rule[] => [
  [`pilot/${page}`, kind, about],
  [`pilot/${page}-:pod`, kind, { namespace: 'istio-system', ...about }],
  [`istiod/${page}-:pod`, kind, { namespace: 'istio-system', ...about }],
]);

/**
 * `tools/dump_kubernetes.sh` of Istio 1.0 to 1.8. From 1.1 on it leaves out, without a word, a log that would lift the total
 * above a limit (100 MB by default), so that the absence of a log shows nothing. Its debug pages are of istio-system only.
 */
export const istioDump = defineLayout({
  id: 'istio-dump',
  strong: ['DUMP_TIME'],
  supporting: [
    'istio-resources.yaml',
    'istio-system-pods.txt',
    'cluster-info.dump.txt',
    'pilot/configz',
    'pilot/configz-:pod',
    'istiod/configz-:pod',
    'logs/:namespace/:pod/:container_previous.log',
  ],
  refine: withLogComponent,
  rules: [
    ['DUMP_TIME', 'dump-time'],
    [
      'resources.yaml',
      'kubernetes-objects',
      {
        lists: [
          'Pod',
          'Service',
          'Endpoints',
          'Deployment',
          'ReplicaSet',
          'StatefulSet',
          'DaemonSet',
          'Job',
          'ConfigMap',
          'CustomResourceDefinition',
          'Event',
        ],
      },
    ],
    // Every custom resource of the cluster, whatever its group.
    ['istio-resources.yaml', 'kubernetes-objects', { lists: ['*'] }],
    ['cluster-info.dump.txt', 'cluster-info-dump'],
    ['events.txt', 'kubectl-table'],
    ['istio-system-pods.txt', 'kubectl-table'],
    ...pageRules,
    ['logs/:namespace/:pod/core.:core', null],
    ['logs/:namespace/:pod/:container_previous.log', 'container-log', { previous: true }],
    ['logs/:namespace/:pod/:container.log', 'container-log'],
  ],
});
