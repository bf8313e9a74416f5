import { citeField, type Evidence } from '../../core/evidence.js';
import type {
  AuthenticationPolicy,
  DestinationRule,
  FacetName,
  Facets,
  PeerAuthentication,
  PodSpec,
  ServicePort,
  ServiceSpec,
} from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isAutoMutualTlsOn } from '../../model/lookup/auto-mutual-tls.js';
import { clientModes } from '../../model/lookup/client-mutual-tls.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { hostOfService } from '../../model/lookup/hosts.js';
import { isAmbientPod, isIstioResource } from '../../model/lookup/in-mesh.js';
import { notGathered } from '../../model/lookup/known-objects.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { rulesInForce } from '../../model/lookup/rules-in-force.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { type ServerMode, serverMode } from '../../model/lookup/server-mutual-tls.js';
import { isMeshPort, targetPortIn } from '../../model/lookup/target-port.js';
import { type CheckContext, defineCheck, type Finding } from '../check.js';

/**
 * DestinationRule trafficPolicy.tls is what clients do, PeerAuthentication (Policy and MeshPolicy before Istio 1.5) what
 * servers accept. Without a mode in the DestinationRule clients adapt by themselves (auto mutual TLS, on by default since 1.5).
 */
export const mtlsDeclaredModes = defineCheck({
  meta: {
    id: 'mtls/declared-modes',
    title: 'DestinationRules and authentication policies agree on mutual TLS',
    severity: 'error',
    basis: 'declared',
    why: 'When clients and servers disagree about mutual TLS every connection between them fails, as a reset or a 503.',
    fix: [
      {
        text: 'Remove the tls block from the DestinationRule, so that Istio chooses per endpoint, or set it to ISTIO_MUTUAL where the server has a sidecar.',
        command: 'kubectl get destinationrule {rule} -n {ruleNamespace} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/',
      },
      {
        text: 'If plain text is wanted, set the PeerAuthentication of that workload or port to PERMISSIVE or DISABLE.',
      },
    ],
    codes: ['IST0113', 'IST0115'],
    decides:
      'For each port of a service, the TLS mode of the DestinationRule that clients take (their own namespace, then the service’s, then the root namespace; the exact host before wildcards; the port’s settings before the rule’s) is held against what each pod accepts on that port.',
    falsePositives: [
      'With auto mutual TLS a DestinationRule without a TLS mode never counts; without it such a rule, or none, means plain text.',
      'Mode MUTUAL, services without pods, ambient pods, and the services of Istio and of Kubernetes itself are left alone.',
    ],
  },
  requires: ['destinationRules', 'serviceSpecs', 'podSpecs', 'mesh'],
  uses: ['peerAuthentications', 'authenticationPolicies', 'meshConfig', 'namespaces'],
  identity: ['rule', 'ruleNamespace', 'port'],
  messages: {
    plaintextToStrict:
      'DestinationRule {ruleNamespace}/{rule} makes clients of {host} speak {client} on port {port}, and its pods accept mutual TLS only',
    mutualToPlaintext:
      'DestinationRule {ruleNamespace}/{rule} makes clients of {host} use mutual TLS on port {port}, and {reason}',
    strictWithoutClients:
      '{policyKind} {policy} makes {host} accept mutual TLS only on port {port}, and {who} speak plain text to it',
    plaintextWithMutualClients:
      '{policyKind} {policy} makes {host} accept plain text only on port {port}, and DestinationRule {ruleNamespace}/{rule} makes its clients use mutual TLS',
  },
  *run(facets, { undecided }) {
    const rootNamespace = rootNamespaceOf(facets);
    const hasWideRule = facets.destinationRules.some(({ spec }) => spec.host.startsWith('*'));
    const known = { ...facets, rootNamespace, hasWideRule, isAuto: isAutoMutualTlsOn(facets), undecided };
    for (const service of facets.serviceSpecs) {
      if (!isAnalyzedNamespace(service.namespace) || isIstioResource(service.labels)) continue;
      const pods = podsOfService(facets.podSpecs, service).filter(isServing);
      if (pods.length === 0) continue;
      const inForce = rulesInForce(service, facets, rootNamespace);
      for (const port of service.ports)
        if (port.protocol === 'TCP') yield* conflicts(service, port, pods, inForce, known);
    }
  },
});

type Needs = Pick<CheckContext, 'undecided'> &
  Pick<Facets, 'serviceSpecs' | 'podSpecs' | 'mesh'> &
  Partial<Pick<Facets, Extract<FacetName, 'peerAuthentications' | 'authenticationPolicies' | 'meshConfig'>>> & {
    rootNamespace: string;
    isAuto: boolean;
    /** Some rule is for more than one host. */
    hasWideRule: boolean;
  };

type Messages = 'plaintextToStrict' | 'mutualToPlaintext' | 'strictWithoutClients' | 'plaintextWithMutualClients';

function isServing(pod: PodSpec): boolean {
  return (pod.statusUnknown === true || pod.phase === 'Running') && !isAmbientPod(pod);
}

function* conflicts(
  service: ServiceSpec,
  port: ServicePort,
  pods: readonly PodSpec[],
  inForce: ReturnType<typeof rulesInForce>,
  known: Needs,
): Generator<Finding<Messages>> {
  for (const { rule, clients, others } of inForce) {
    for (const client of clientModes(rule, port, known.isAuto)) {
      const clash = pods
        .filter(({ labels }) => client.isFor(labels))
        .map((pod) => clashOf(client.mode, pod, service, port, known))
        .find((found) => found !== undefined);
      if (clash === undefined) continue;
      const host = hostOfService(service, known.mesh);
      const args = { host, port: port.port, client: client.text, reason: clash.reason };
      const ofRule = { rule: rule?.name ?? '(none)', ruleNamespace: rule?.namespace ?? '(none)' };
      if (rule !== undefined) yield ofDestinationRule(rule, clash, { ...args, ...ofRule }, client.field, client.mode);
      if (clash.policy === undefined || (rule !== undefined && clash.policy.kind === 'PeerAuthentication')) continue;
      if (rule === undefined && !known.hasWideRule && isWide(clash.policy)) continue;
      const who = others ? 'clients' : `clients in namespace ${clients.join(', ')}`;
      yield ofPolicy(clash.policy, clash, { ...args, ...ofRule, who });
    }
  }
}

/** That nothing answers a policy of the mesh or a namespace is one finding of mtls/wide-settings, not one a service. */
function isWide(policy: PeerAuthentication | AuthenticationPolicy): boolean {
  if (policy.kind === 'PeerAuthentication') return 'selector' in policy.spec && policy.spec.selector.size === 0;
  return policy.kind === 'MeshPolicy';
}

type Args = Record<string, string | number>;

function ofDestinationRule(
  rule: DestinationRule,
  { isPlaintextServer, evidence, isBare }: Clash,
  args: Args,
  field: string,
  mode: string,
): Finding<Messages> {
  return {
    messageId: isPlaintextServer ? 'mutualToPlaintext' : 'plaintextToStrict',
    args,
    subject: configSubject(rule),
    aliases: [isBare ? 'IST0115' : 'IST0113'],
    evidence: [citeField(rule.source, field, mode), ...evidence],
  };
}

function ofPolicy(policy: PeerAuthentication | AuthenticationPolicy, clash: Clash, args: Args): Finding<Messages> {
  const [first = policy.source, ...rest] = clash.evidence;
  return {
    messageId: clash.isPlaintextServer ? 'plaintextWithMutualClients' : 'strictWithoutClients',
    args: { ...args, policyKind: policy.kind, policy: fullName(policy) },
    subject: configSubject(policy),
    aliases: ['IST0113'],
    evidence: [first, ...rest],
    fix: [
      {
        text: 'Give the host a DestinationRule with the mode that the policy asks for, or turn auto mutual TLS on (enableAutoMtls, the default since Istio 1.5).',
        doc: 'https://istio.io/latest/docs/tasks/security/authentication/authn-policy/',
      },
    ],
  };
}

interface Clash {
  isPlaintextServer: boolean;
  /** The pods have no sidecar. */
  isBare: boolean;
  reason: string;
  policy?: PeerAuthentication | AuthenticationPolicy;
  evidence: readonly Evidence[];
}

function clashOf(
  client: 'plaintext' | 'simple' | 'mutual',
  pod: PodSpec,
  service: ServiceSpec,
  port: ServicePort,
  known: Needs,
): Clash | undefined {
  // Ports of sidecar and agent are not redirected, so that no policy guards them.
  const target = targetPortIn(pod, port);
  if (target !== undefined && isMeshPort(target)) return undefined;
  const server = serverMode(pod, service, port, known);
  if (server.open) {
    known.undecided(notGathered('authentication policy', `one for ${service.namespace}/${service.name}`));
    return undefined;
  }
  const policy = server.policy === undefined ? {} : { policy: server.policy };
  const about = { ...policy, evidence: policyEvidence(server), isBare: false };
  if (client !== 'mutual') {
    return server.mode === 'STRICT' ? { ...about, isPlaintextServer: false, reason: 'mutual TLS only' } : undefined;
  }
  if (server.mode !== 'DISABLE') return undefined;
  if (server.source !== undefined) {
    return { ...about, isPlaintextServer: true, reason: 'its pods accept plain text only' };
  }
  if (known.peerAuthentications === undefined && known.authenticationPolicies === undefined) return undefined;
  const hasProxy = pod.containers.some(({ name }) => name === 'istio-proxy');
  return {
    isPlaintextServer: true,
    isBare: !hasProxy,
    reason: hasProxy ? 'no policy turns mutual TLS on for its pods' : 'its pods have no sidecar',
    evidence: [citeField(pod.source, 'spec.containers', pod.containers.map(({ name }) => name).join(', '))],
  };
}

function policyEvidence({ mode, source, policy }: ServerMode): Evidence[] {
  if (source === undefined) return [];
  const isOld = policy !== undefined && policy.kind !== 'PeerAuthentication';
  return [citeField(source, isOld ? 'spec.peers' : 'spec.mtls.mode', mode)];
}
