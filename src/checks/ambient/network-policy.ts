import { citeField } from '../../core/evidence.js';
import type { Facets, NetworkPolicy, NetworkRule, PodSpec } from '../../model/facets.js';
import { asksForAmbient, mayBeAmbient } from '../../model/lookup/ambient.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isAmbientPod } from '../../model/lookup/in-mesh.js';
import { admitsPort, isForAddress, isForPods, isolating } from '../../model/lookup/network-policies.js';
import { citePod, isFinished } from '../../model/lookup/pods.js';
import { defineCheck, type Finding } from '../check.js';

/** Where ztunnel and waypoints take connections of the mesh, in the network namespace of the pod. */
const hbonePort = 15008;
/** What istio-cni makes of the address of the kubelet, so that its probes pass ztunnel by. */
const probeAddress = '169.254.7.127';
const dnsPort = 53;

export const ambientNetworkPolicy = defineCheck({
  meta: {
    id: 'ambient/network-policy',
    title: 'NetworkPolicies let the tunnels and probes of ambient pods through',
    severity: 'error',
    why: 'Between ambient pods all traffic goes to port 15008, whatever port it was meant for, and probes come from 169.254.7.127. Policies written for the ports of the application drop both.',
    fix: [
      {
        text: 'Let TCP port 15008 through for the same peers, and 169.254.7.127/32 in for probes.',
        command: 'kubectl edit networkpolicy {name} -n {namespace}',
        doc: 'https://istio.io/latest/docs/ambient/usage/networkpolicy/',
      },
    ],
    decides:
      'The NetworkPolicies that select an ambient pod together let in TCP ports from pods and not 15008; or let out TCP ports to chosen pods and not 15008; or, for a pod with network probes that is not ready, nothing from 169.254.7.127.',
    falsePositives: [
      'Peers outside of the mesh need no port 15008: a policy for them alone is reported all the same.',
      'Pods that are ready show that their probes arrive; policies of other kinds than NetworkPolicy (Cilium, Calico) are not read.',
      'Pods for which nothing is let through are left alone, but for their probes.',
    ],
  },
  requires: ['networkPolicies', 'podSpecs', 'namespaces', 'mesh'],
  era: mayBeAmbient,
  identity: ['direction'],
  messages: {
    ingress:
      'NetworkPolicy {namespace}/{name} lets traffic in to ambient pods such as those of {workload}, and not to port 15008, on which it comes',
    egress:
      'NetworkPolicy {namespace}/{name} lets traffic of ambient pods such as those of {workload} out to other pods, and not to port 15008, on which it goes',
    probes:
      'NetworkPolicy {namespace}/{name} lets no probes in to ambient pods such as those of {workload}: they come from 169.254.7.127',
  },
  *run({ networkPolicies, podSpecs, namespaces }) {
    if (networkPolicies.length === 0) return;
    const pods = podSpecs.filter((pod) => !isFinished(pod) && (isAmbientPod(pod) || asksForAmbient(pod, namespaces)));
    for (const group of groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const [pod] = group;
      yield* withoutTunnel('ingress', pod, networkPolicies);
      yield* withoutTunnel('egress', pod, networkPolicies);
      yield* withoutProbes(group, networkPolicies);
    }
  },
});

type Messages = 'ingress' | 'egress' | 'probes';

function* withoutTunnel(
  direction: 'ingress' | 'egress',
  pod: PodSpec,
  policies: Facets['networkPolicies'],
): Generator<Finding<Messages>> {
  const rules = isolating(direction, pod, policies).flatMap((policy) =>
    rulesOf(policy, direction).map((rule) => ({ policy, rule })),
  );
  if (rules.some(({ rule }) => admitsPort(rule, hbonePort))) return;
  const meant = rules.find(({ rule }) => isForPods(rule) && isMeantForTcp(rule) && isCertain(rule, direction));
  if (meant === undefined) return;
  const { policy, rule } = meant;
  const ports = rule.ports.map(({ port = 'all', protocol }) => `${protocol} ${port}`).join(', ');
  yield {
    messageId: direction,
    ...(direction === 'egress' && { severity: 'warning' as const }),
    args: { namespace: policy.namespace, name: policy.name, workload: pod.workload, direction },
    subject: subjectOf(policy),
    evidence: [citeField(policy.source, `${rule.field}.ports`, ports), citeAmbient(pod)],
  };
}

function* withoutProbes(pods: readonly PodSpec[], policies: Facets['networkPolicies']): Generator<Finding<Messages>> {
  const pod = pods.find((one) => isProbed(one) && (one.statusUnknown === true || isUnready(one)));
  if (pod === undefined) return;
  const inForce = isolating('ingress', pod, policies);
  const [policy] = inForce;
  const isLetIn = inForce.some((one) => rulesOf(one, 'ingress').some((rule) => isForAddress(rule, probeAddress)));
  if (policy === undefined || isLetIn) return;
  yield {
    messageId: 'probes',
    severity: pod.statusUnknown ? 'info' : 'warning',
    args: { namespace: policy.namespace, name: policy.name, workload: pod.workload, direction: 'probes' },
    subject: subjectOf(policy),
    evidence: [
      citeField(policy.source, 'spec.ingress', `${rulesOf(policy, 'ingress').length} rules`),
      citePod(pod, 'status.conditions[Ready]', pod.statusUnknown ? '(absent)' : 'False'),
    ],
  };
}

function rulesOf({ ingressRules = [], egressRules = [] }: NetworkPolicy, direction: 'ingress' | 'egress') {
  return direction === 'ingress' ? ingressRules : egressRules;
}

function isMeantForTcp({ ports }: NetworkRule): boolean {
  return ports.some(({ protocol, port }) => protocol === 'TCP' && port !== dnsPort);
}

/** A rule without peers lets out to addresses beyond the cluster as well, and may be meant for them. */
function isCertain({ peers }: NetworkRule, direction: 'ingress' | 'egress'): boolean {
  return direction === 'ingress' || peers.length > 0;
}

function isProbed({ containers }: PodSpec): boolean {
  return containers.some(({ probes = [] }) => probes.length > 0);
}

function isUnready({ conditions }: PodSpec): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'False');
}

function subjectOf({ namespace, name }: NetworkPolicy) {
  return { kind: 'NetworkPolicy', group: 'networking.k8s.io', namespace, name };
}

function citeAmbient(pod: PodSpec) {
  return citePod(
    pod,
    'metadata.annotations["ambient.istio.io/redirection"]',
    pod.annotations.get('ambient.istio.io/redirection') ?? '(absent)',
  );
}
