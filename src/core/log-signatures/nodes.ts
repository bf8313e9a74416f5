import type { LogSignature } from './signature.js';

/** Nodes: the kubelet, the kernel, and events about nodes. */
export const nodes: readonly LogSignature[] = [
  {
    id: 'node-not-ready',
    pattern: /NodeNotReady|Node became not ready|NodeStatusUnknown|Kubelet stopped posting node status/,
    literals: ['NodeNotReady', 'became not ready', 'NodeStatusUnknown', 'Kubelet stopped posting'],
    severity: 'error',
    role: 'cause',
    title: 'A node was lost',
    why: 'Its kubelet or container runtime failed, or it was cut off from the control plane of the cluster.',
    fix: [{ text: 'See the conditions of the node.', command: 'kubectl describe nodes' }],
    checks: [],
  },
  {
    id: 'node-pleg',
    pattern: /PLEG is not healthy/,
    literals: ['PLEG is not healthy'],
    severity: 'error',
    role: 'cause',
    title: 'The container runtime of a node is too slow for its kubelet',
    why: 'Pod states are stale and probes come late: slow disks, too many containers, or a bug of the runtime.',
    fix: [{ text: 'Restart the container runtime of the node, and reduce its load.' }],
    checks: [],
    explains: ['node-not-ready'],
  },
  {
    id: 'node-conntrack-full',
    pattern: /nf_conntrack: table full, dropping packet/,
    literals: ['table full, dropping packet'],
    severity: 'error',
    role: 'cause',
    title: 'The connection table of a node is full, and its kernel drops new connections at random',
    why: 'With sidecars a request takes several connections; nf_conntrack_max is too low, or connections leak.',
    fix: [{ text: 'Raise net.netfilter.nf_conntrack_max on the node, and reuse connections.' }],
    checks: [],
  },
];
