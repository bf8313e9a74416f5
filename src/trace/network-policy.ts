import type { Evidence } from '../core/evidence.js';
import { parseIp } from '../core/ip.js';
import { and, or, some, type Truth } from '../envoy/truth.js';
import type { LabelSelector, Labels, Namespace, NetworkPolicy, NetworkRule, PodSpec } from '../model/facets.js';
import { namespaceNamed } from '../model/lookup/in-mesh.js';
import { admitsPortOfPod, isolating, isPeerAddress } from '../model/lookup/network-policies.js';
import { matchesSelector } from '../model/lookup/selector.js';

/** One end of a connection: a pod of the bundle, or an address that is of none. */
export type NetworkEnd = { pod: PodSpec } | { address: string };

export interface PolicyQuestion {
  from: NetworkEnd;
  to: NetworkEnd;
  /** On the wire: the container's port, 15008 for HBONE. */
  port: number;
  /** TCP unless given. */
  protocol?: 'TCP' | 'UDP' | 'SCTP';
}

export interface PolicySources {
  networkPolicies: readonly NetworkPolicy[];
  namespaces?: readonly Namespace[];
}

/** What the policies of one direction say. */
export interface PolicyVerdict {
  /** `unknown` where it depends on labels of a namespace, or rules, that were not captured. */
  allowed: Truth;
  /** Policies that isolate the pod; none: everything is allowed. */
  policies: readonly NetworkPolicy[];
}

export interface PolicyResult {
  egress: PolicyVerdict;
  ingress: PolicyVerdict;
  /** What blocks the connection if the network plugin enforces policies, which a bundle does not tell. */
  blocked?: { condition: 'NETPOL_EGRESS' | 'NETPOL_INGRESS' | 'NETPOL_BLOCKS_HBONE'; evidence: readonly Evidence[] };
}

const everything: PolicyVerdict = { allowed: true, policies: [] };
const hbone = 15008;

/** NetworkPolicies of the caller's egress and of the destination's ingress; policies add up (Kubernetes, Network Policies). */
export function checkNetworkPolicies(question: PolicyQuestion, sources: PolicySources): PolicyResult {
  const { from, to } = question;
  if ('pod' in from && 'pod' in to && from.pod === to.pod) return { egress: everything, ingress: everything };
  const egress = 'pod' in from ? verdict('egress', from.pod, to, question, sources) : everything;
  const ingress = 'pod' in to ? verdict('ingress', to.pod, from, question, sources) : everything;
  const blocked = blockedBy(egress, ingress, question.port);
  return { egress, ingress, ...(blocked !== undefined && { blocked }) };
}

function blockedBy(egress: PolicyVerdict, ingress: PolicyVerdict, port: number): PolicyResult['blocked'] {
  const [verdict, condition] =
    egress.allowed === false ? ([egress, 'NETPOL_EGRESS'] as const) : ([ingress, 'NETPOL_INGRESS'] as const);
  if (verdict.allowed !== false) return undefined;
  const evidence = verdict.policies.map(({ source }) => source);
  return { condition: port === hbone ? 'NETPOL_BLOCKS_HBONE' : condition, evidence };
}

function verdict(
  direction: 'ingress' | 'egress',
  pod: PodSpec,
  peer: NetworkEnd,
  question: PolicyQuestion,
  sources: PolicySources,
): PolicyVerdict {
  const policies = isolating(direction, pod, sources.networkPolicies);
  if (policies.length === 0) return everything;
  // Kubernetes leaves open what policies mean to pods on the network of their node.
  if (pod.hostNetwork) return { allowed: 'unknown', policies };
  const port = portOn(question);
  const allowed = some(policies, (policy) => {
    const rules = direction === 'ingress' ? policy.ingressRules : policy.egressRules;
    return rules === undefined ? 'unknown' : some(rules, (rule) => admits(rule, policy, peer, port, sources));
  });
  return { allowed, policies };
}

interface Port {
  number: number;
  protocol: string;
  names: readonly string[];
}

/** A port by name is one that the destination's containers declare. */
function portOn({ to, port, protocol = 'TCP' }: PolicyQuestion): Port {
  const declared = 'pod' in to ? to.pod.containers.flatMap(({ ports }) => ports) : [];
  const names = declared.flatMap((candidate) =>
    candidate.port === port && candidate.protocol === protocol && candidate.name !== undefined ? [candidate.name] : [],
  );
  return { number: port, protocol, names };
}

function admits(rule: NetworkRule, policy: NetworkPolicy, peer: NetworkEnd, port: Port, sources: PolicySources): Truth {
  if (!admitsPortOfPod(rule, port)) return false;
  return rule.peers.length === 0 || some(rule.peers, (candidate) => isPeer(candidate, policy, peer, sources));
}

function isPeer(
  candidate: NetworkRule['peers'][number],
  policy: NetworkPolicy,
  peer: NetworkEnd,
  { namespaces }: PolicySources,
): Truth {
  const { cidr, podSelector, namespaceSelector } = candidate;
  if (cidr !== undefined) return or(addressesOf(peer).map((ip) => isPeerAddress(candidate, ip)));
  if (!('pod' in peer)) return false;
  const { pod } = peer;
  const isSelected = podSelector === undefined || matchesSelector(podSelector, pod.labels);
  if (namespaceSelector === undefined) return isSelected && pod.namespace === policy.namespace;
  return and([isSelected, selectsNamespace(namespaceSelector, pod.namespace, namespaces)]);
}

function addressesOf(end: NetworkEnd) {
  const texts = 'pod' in end ? end.pod.ips : [end.address];
  return texts.flatMap((address) => parseIp(address) ?? []);
}

/** Kubernetes 1.21 gives it to every namespace. */
const nameLabel = 'kubernetes.io/metadata.name';

function selectsNamespace(selector: LabelSelector, name: string, namespaces: readonly Namespace[] | undefined): Truth {
  const known = namespaceNamed(namespaces, name);
  const labels: Labels = new Map([[nameLabel, name], ...(known?.labels ?? [])]);
  if (known !== undefined) return matchesSelector(selector, labels);
  // Of the other labels of a namespace that was not captured nothing is known.
  const named = new Map([...selector.matchLabels].filter(([key]) => key === nameLabel));
  const expressions = selector.matchExpressions.filter(({ key }) => key === nameLabel);
  const isWhole = named.size === selector.matchLabels.size && expressions.length === selector.matchExpressions.length;
  return and([matchesSelector({ matchLabels: named, matchExpressions: expressions }, labels), isWhole || 'unknown']);
}

/** Network plugins by the names of the workloads that run them on every node. */
const plugins: readonly (readonly [workload: RegExp, name: string, enforces: boolean])[] = [
  [/^calico-node/, 'Calico', true],
  [/^canal/, 'Canal', true],
  [/^cilium(?!-operator|-envoy)/, 'Cilium', true],
  [/^antrea-agent/, 'Antrea', true],
  [/^weave-net/, 'Weave Net', true],
  [/^kube-router/, 'kube-router', true],
  [/^ovnkube-node/, 'OVN-Kubernetes', true],
  [/^azure-npm/, 'Azure NPM', true],
  [/^aws-node/, 'Amazon VPC CNI', false],
  [/^kindnet/, 'kindnet', false],
  [/^(?:kube-)?flannel/, 'Flannel', false],
];

/** The network plugins whose pods are in the bundle; `enforces`: enforcing NetworkPolicy is what it always does. */
export function networkPlugins(pods: readonly { workload: string }[]): readonly { name: string; enforces: boolean }[] {
  const workloads = new Set(pods.map(({ workload }) => workload));
  return plugins
    .filter(([pattern]) => [...workloads].some((workload) => pattern.test(workload)))
    .map(([, name, enforces]) => ({ name, enforces }));
}
