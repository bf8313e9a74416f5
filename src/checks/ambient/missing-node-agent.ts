import { citeField, type Evidence } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { Namespace, PodSpec, Workload } from '../../model/facets.js';
import { asksForAmbient, mayBeAmbient } from '../../model/lookup/ambient.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isAmbientPod } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { citePod } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** What has to run on every node, by the labels of its pods (Helm charts of Istio, 1.18 and later). */
const agents = [
  { name: 'ztunnel', daemonSet: 'ztunnel', label: 'app' },
  { name: 'istio-cni', daemonSet: 'istio-cni-node', label: 'k8s-app' },
] as const;

export const ambientMissingNodeAgent = defineCheck({
  meta: {
    id: 'ambient/missing-node-agent',
    title: 'ztunnel and istio-cni run on every node with ambient pods',
    severity: 'error',
    basis: 'observed',
    why: 'ztunnel carries all traffic of the ambient pods of its node, and istio-cni puts new pods under it. Without the one their traffic stops, without the other new pods stay out of the mesh or do not start.',
    fix: [
      {
        text: 'See why the DaemonSet has no ready pod on the node: taints, resources, the image, node selectors.',
        command: 'kubectl get pods -n {namespace} -o wide -l {label}={daemonSet}',
        doc: 'https://istio.io/latest/docs/ambient/usage/troubleshoot-ztunnel/',
      },
      { text: 'Let the DaemonSet tolerate the taints of the node.', command: 'kubectl describe node {node}' },
    ],
    decides:
      'A running pod is redirected to ztunnel, or its labels or those of its namespace ask for it, and no pod of the DaemonSet on its node is ready.',
    falsePositives: [
      'istio-cni that is built into the platform under another label looks as if it were missing; it is left alone where no pod of it is found anywhere.',
    ],
  },
  requires: ['podSpecs', 'namespaces', 'mesh'],
  uses: ['workloads'],
  era: mayBeAmbient,
  messages: {
    notRunning:
      '{agent} does not run on {count} of {total} nodes with ambient pods, such as {node} with {pods} of them ({state})',
  },
  *run({ podSpecs, namespaces, mesh, workloads = [] }, { undecided }) {
    const captured = podSpecs.filter((pod) => isAmbient(pod, namespaces));
    const byNode = groupBy(captured, ({ node = '' }) => node);
    if (byNode.size === 0) return;
    for (const { name, daemonSet, label } of agents) {
      const running = podSpecs.filter(
        ({ labels, deleted }) => labels.get(label) === daemonSet && deleted === undefined,
      );
      const namespace = running[0]?.namespace ?? mesh.istioNamespaces[0] ?? 'istio-system';
      if (!hasAll(mesh, 'Pod', namespace)) {
        undecided(notGathered('pod', `one of ${daemonSet}`));
        continue;
      }
      if (running.length === 0 && name !== 'ztunnel') continue;
      const ready = new Set(running.filter(isReady).map(({ node }) => node));
      const lacking = [...byNode].filter(([node]) => !ready.has(node));
      if (!isNonEmpty(lacking)) continue;
      const [[node, pods]] = lacking;
      const agent = running.find((pod) => pod.node === node);
      yield {
        messageId: 'notRunning',
        args: {
          agent: name,
          count: lacking.length,
          total: byNode.size,
          node,
          pods: pods.length,
          state: agent === undefined ? 'no pod there' : agent.status,
          namespace,
          label,
          daemonSet,
        },
        subject: { kind: 'DaemonSet', group: 'apps', namespace, name: daemonSet },
        evidence: [
          ...mapNonEmpty(lacking, ([at, [pod]]) => citePod(pod, 'spec.nodeName', at)),
          ...(agent === undefined ? [] : [citePod(agent, 'status.phase', agent.status)]),
          ...citeDaemonSet(workloads, namespace, daemonSet),
        ],
      };
    }
  },
});

function isAmbient(pod: PodSpec, namespaces: readonly Namespace[]): boolean {
  if (pod.statusUnknown || pod.phase !== 'Running' || pod.deleted !== undefined || pod.node === undefined) return false;
  return isAmbientPod(pod) || asksForAmbient(pod, namespaces);
}

function isReady({ conditions, phase }: PodSpec): boolean {
  const ready = conditions.find(({ type }) => type === 'Ready');
  return phase === 'Running' && ready?.status !== 'False';
}

function citeDaemonSet(workloads: readonly Workload[], namespace: string, name: string): Evidence[] {
  const found = workloads.find((one) => one.kind === 'DaemonSet' && one.namespace === namespace && one.name === name);
  if (found?.replicas === undefined) return [];
  return [citeField(found.source, 'status.numberReady', `${found.readyReplicas ?? 0} of ${found.replicas}`)];
}
