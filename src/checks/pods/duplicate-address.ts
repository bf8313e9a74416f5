import type { Pod, PodSpec } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { citePod, hasEnded, specOf, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** Above this share of pods the addresses themselves are in doubt, not the network. */
const plausibleShare = 0.1;
const fewPods = 10;

export const podsDuplicateAddress = defineCheck({
  meta: {
    id: 'pods/duplicate-address',
    title: 'Every running pod has an address of its own',
    severity: 'error',
    basis: 'observed',
    why: "Two pods with one address get each other's traffic, and mutual TLS fails at one of them because its certificate is another one than expected.",
    fix: [
      {
        text: 'Delete one of the pods so that it gets a new address, then look for the leak in the address management of the network plugin on both nodes.',
        command: 'kubectl get pods --all-namespaces -o wide --field-selector=status.podIP={ip}',
        doc: 'https://kubernetes.io/docs/concepts/cluster-administration/networking/',
      },
    ],
  },
  requires: ['pods'],
  uses: ['podSpecs', 'nodes'],
  messages: {
    shared: '{namespace}/{workload} and {other} have running pods with one address, {ip}',
  },
  identity: ['other'],
  applies({ pods, podSpecs, nodes = [] }) {
    const sharing = sharedAddresses(pods, podSpecs, nodes).reduce((count, sharers) => count + sharers.length, 0);
    if (sharing <= fewPods || sharing <= pods.length * plausibleShare) return true;
    return `${sharing} of ${pods.length} pods share an address: addresses were masked, or networks of several clusters overlap`;
  },
  *run({ pods, podSpecs, nodes = [] }) {
    for (const [first, ...others] of sharedAddresses(pods, podSpecs, nodes)) {
      for (const other of others) {
        const { namespace, workload, ip = '' } = first;
        const same = other.namespace === namespace && other.workload === workload;
        yield {
          messageId: 'shared',
          args: {
            namespace,
            workload,
            ip,
            other: same ? 'another of its pods' : `${other.namespace}/${other.workload}`,
          },
          subject: workloadSubject(first),
          evidence: [citePod(first, 'status.podIP', ip), citePod(other, 'status.podIP', ip)],
        };
      }
    }
  },
});

/** Statuses of pods whose address may already belong to another one, or was last seen before a node was lost. */
const staleStatuses = ['Terminating', 'Unknown', 'NodeLost'];

/** Two or more running pods of one bundle that have one address. */
function sharedAddresses(
  pods: readonly Pod[],
  podSpecs: readonly PodSpec[] | undefined,
  nodes: readonly { name: string; internalIP?: string }[],
): (readonly [Pod, ...Pod[]])[] {
  const nodeAddresses = new Set(nodes.map((node) => node.internalIP));
  const candidates = pods.filter((pod) => {
    const spec = specOf(podSpecs, pod);
    const onHost = spec === undefined ? nodeAddresses.has(pod.ip) : spec.hostNetwork;
    return pod.ip !== undefined && !onHost && !hasEnded(pod, spec) && !staleStatuses.includes(pod.status);
  });
  const groups = groupBy(candidates, (pod) => `${pod.source.bundle ?? ''} ${pod.ip}`);
  return [...groups.values()].filter((sharers) => sharers.length > 1 && !mayBeHostNetwork(sharers, podSpecs, nodes));
}

/**
 * Rows of a table do not tell pods on the node's network; all pods of one address are then on one node, of which the
 * address is not known.
 */
function mayBeHostNetwork(
  sharers: readonly Pod[],
  podSpecs: readonly PodSpec[] | undefined,
  nodes: readonly { name: string; internalIP?: string }[],
): boolean {
  if (sharers.every((pod) => nodes.some(({ name, internalIP }) => name === pod.node && internalIP !== undefined)))
    return false;
  const rowsOnly = sharers.every((pod) => specOf(podSpecs, pod) === undefined);
  return rowsOnly && new Set(sharers.map(({ node }) => node)).size === 1;
}
