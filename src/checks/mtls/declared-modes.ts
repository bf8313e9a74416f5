import { citeField, type Evidence } from '../../core/evidence.js';
import type {
  DestinationRule,
  FacetName,
  Facets,
  PodSpec,
  ServicePort,
  ServiceSpec,
  TlsMode,
} from '../../model/facets.js';
import { findServices, fullHost, hostOfService, isExportedTo, serviceNamed } from '../../model/lookup/hosts.js';
import { notGathered } from '../../model/lookup/known-objects.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { type ServerMode, serverMode } from '../../model/lookup/server-mutual-tls.js';
import { isMeshPort, targetPortIn } from '../../model/lookup/target-port.js';
import { type CheckContext, defineCheck } from '../check.js';

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
  },
  requires: ['destinationRules', 'serviceSpecs', 'podSpecs', 'mesh'],
  uses: ['peerAuthentications', 'authenticationPolicies', 'meshConfig'],
  identity: ['rule', 'ruleNamespace', 'port'],
  messages: {
    plaintextToStrict:
      'DestinationRule {ruleNamespace}/{rule} makes clients of {host} speak plain text on port {port}, and its pods accept mutual TLS only',
    mutualToPlaintext:
      'DestinationRule {ruleNamespace}/{rule} makes clients of {host} use mutual TLS on port {port}, and {reason}',
  },
  *run(facets, { undecided }) {
    for (const rule of facets.destinationRules) {
      for (const service of targetsOf(rule, facets)) yield* conflicts(rule, service, { ...facets, undecided });
    }
  },
});

type Needs = Pick<CheckContext, 'undecided'> & KnownPolicies;

type KnownPolicies = Pick<Facets, 'serviceSpecs' | 'podSpecs' | 'mesh'> &
  Partial<Pick<Facets, Extract<FacetName, 'peerAuthentications' | 'authenticationPolicies' | 'meshConfig'>>>;

/** Services of the mesh that a rule's host means: one by name, or all under a wildcard. */
function targetsOf(rule: DestinationRule, { serviceSpecs, mesh }: KnownPolicies): readonly ServiceSpec[] {
  const host = fullHost(rule.spec.host, rule.namespace, mesh);
  if (!host.startsWith('*.')) {
    const named = serviceNamed(host, mesh);
    return named === undefined ? [] : findServices(serviceSpecs, named);
  }
  return serviceSpecs.filter(
    (service) =>
      hostOfService(service, mesh).endsWith(host.slice(1)) &&
      isExportedTo(rule.spec.exportTo, rule.namespace, service.namespace),
  );
}

function* conflicts(rule: DestinationRule, service: ServiceSpec, facets: Needs) {
  const pods = podsOfService(facets.podSpecs, service).filter((pod) => pod.phase === 'Running');
  for (const port of service.ports) {
    const client = rule.spec.portTls.get(port.port) ?? rule.spec.tls;
    if (client === undefined || port.protocol !== 'TCP') continue;
    const clash = pods.map((pod) => clashOf(client, pod, service, port, facets)).find((found) => found !== undefined);
    if (clash === undefined) continue;
    yield {
      messageId: clash.messageId,
      args: {
        rule: rule.name,
        ruleNamespace: rule.namespace,
        host: hostOfService(service, facets.mesh),
        port: port.port,
        reason: clash.reason,
      },
      subject: { kind: 'DestinationRule', namespace: rule.namespace, name: rule.name },
      evidence: [citeField(rule.source, 'spec.trafficPolicy.tls.mode', client), ...clash.evidence] as const,
    };
  }
}

interface Clash {
  messageId: 'plaintextToStrict' | 'mutualToPlaintext';
  reason: string;
  evidence: readonly Evidence[];
}

function clashOf(
  client: TlsMode,
  pod: PodSpec,
  service: ServiceSpec,
  port: ServicePort,
  facets: Needs,
): Clash | undefined {
  // Ports of sidecar and agent are not redirected, so that no policy guards them.
  const target = targetPortIn(pod, port);
  if (target !== undefined && isMeshPort(target)) return undefined;
  const rootNamespace = facets.meshConfig?.rootNamespace ?? facets.mesh.istioNamespaces[0] ?? 'istio-system';
  if (client !== 'DISABLE' && client !== 'ISTIO_MUTUAL') return undefined;
  const server = serverMode(pod, service, port, { ...facets, rootNamespace });
  if (server.open) {
    facets.undecided(notGathered('authentication policy', `one for ${service.namespace}/${service.name}`));
    return undefined;
  }
  if (client === 'DISABLE' && server.mode === 'STRICT') {
    return { messageId: 'plaintextToStrict', reason: 'mutual TLS only', evidence: policyEvidence(server) };
  }
  if (client !== 'ISTIO_MUTUAL' || server.mode !== 'DISABLE') return undefined;
  if (server.source !== undefined) {
    return {
      messageId: 'mutualToPlaintext',
      reason: 'its pods accept plain text only',
      evidence: policyEvidence(server),
    };
  }
  return {
    messageId: 'mutualToPlaintext',
    reason: 'its pods have no sidecar or no policy that turns mutual TLS on',
    evidence: [citeField(pod.source, 'spec.containers', pod.containers.map(({ name }) => name).join(', '))],
  };
}

function policyEvidence({ mode, source }: ServerMode): Evidence[] {
  return source === undefined ? [] : [citeField(source, 'spec.mtls.mode', mode)];
}
