import type {
  AuthenticationPolicy,
  AuthorizationPolicy,
  DestinationRule,
  MeshFacts,
  PeerAuthentication,
  PodSockets,
  PodSpec,
  Probe,
  Service,
  ServiceEndpoints,
  ServiceSpec,
} from '../facets.js';
import type { CurlVerdict } from './curl-verdict.js';
import { fullHost, hostOfService } from './hosts.js';
import { applicationSockets } from './listening.js';
import { hasSidecar, proxyContainer, specOf } from './pods.js';
import type { ProbeDestination } from './probe-destination.js';
import { podsOfService } from './selected.js';
import { matchesLabels } from './selector.js';
import { serverMode } from './server-mutual-tls.js';

/** What else the bundle knows; each part may be missing. */
export interface ProbeKnowledge {
  mesh: MeshFacts;
  podSpecs?: readonly PodSpec[];
  serviceSpecs?: readonly ServiceSpec[];
  endpoints?: readonly ServiceEndpoints[];
  podSockets?: readonly PodSockets[];
  peerAuthentications?: readonly PeerAuthentication[];
  authenticationPolicies?: readonly AuthenticationPolicy[];
  authorizationPolicies?: readonly AuthorizationPolicy[];
  destinationRules?: readonly DestinationRule[];
}

/** Says in a few words what confirms the verdict; absent when nothing in the bundle does. */
export function probeCause(
  verdict: CurlVerdict,
  probe: Probe,
  to: ProbeDestination,
  known: ProbeKnowledge,
): string | undefined {
  switch (verdict) {
    case 'refused':
    case 'notConnected':
    case 'noHealthyUpstream':
    case 'upstreamConnection':
      return emptyService(to.service, known.endpoints) ?? closedPort(to, known);
    case 'reset':
    case 'emptyReply':
      return plaintextToStrict(probe, to, known);
    case 'upstreamTls':
    case 'upstreamReset':
      return disabledTls(to, known);
    case 'policy':
      return namedPolicies(to, known);
    case 'timeout':
    case 'upstreamTimeout':
      return emptyService(to.service, known.endpoints);
    default:
      return undefined;
  }
}

function emptyService(
  service: Service | undefined,
  endpoints: readonly ServiceEndpoints[] | undefined,
): string | undefined {
  if (service === undefined || endpoints === undefined) return undefined;
  const own = endpoints.filter((found) => found.namespace === service.namespace && found.service === service.name);
  const ready = own.some(({ addresses }) => addresses.some((address) => address.ready));
  return own.length === 0 || ready ? undefined : `service ${service.namespace}/${service.name} has no ready endpoint`;
}

/** The pods that a request is for: the one whose address was called, else those behind the service. */
function destinationPods({ pod, service }: ProbeDestination, { podSpecs = [] }: ProbeKnowledge): readonly PodSpec[] {
  if (pod !== undefined) return [pod];
  return service === undefined ? [] : podsOfService(podSpecs, service);
}

function closedPort(to: ProbeDestination, known: ProbeKnowledge): string | undefined {
  const targets = targetPorts(to, known);
  for (const pod of destinationPods(to, known)) {
    const sockets = known.podSockets?.find(
      (found) => found.pod.namespace === pod.namespace && found.pod.name === pod.name,
    );
    const open = sockets && applicationSockets(sockets).map(({ port }) => port);
    const closed = targets.find((port) => open !== undefined && open.length > 0 && !open.includes(port));
    if (closed !== undefined) return `nothing in pod ${pod.namespace}/${pod.name} listens on port ${closed}`;
  }
  return undefined;
}

function targetPorts({ pod, port, service }: ProbeDestination, known: ProbeKnowledge): readonly number[] {
  if (pod !== undefined) return [port];
  const spec = service && specOfService(service, known);
  return (
    spec?.ports.flatMap((found) =>
      found.port === port && typeof found.targetPort === 'number' ? [found.targetPort] : [],
    ) ?? []
  );
}

function specOfService({ namespace, name }: Service, { serviceSpecs = [] }: ProbeKnowledge): ServiceSpec | undefined {
  return serviceSpecs.find((spec) => spec.namespace === namespace && spec.name === name);
}

/** A request that no proxy encrypts: sent by the proxy's own user, which is exempt from redirection, or without a sidecar. */
function isPlaintext(probe: Probe, to: ProbeDestination, { podSpecs }: ProbeKnowledge): string | undefined {
  if (to.usesTls) return undefined;
  if (probe.container === proxyContainer)
    return `the request was sent from container ${proxyContainer}, which is not redirected`;
  const pod = specOf(podSpecs, probe.pod);
  return pod !== undefined && !hasSidecar(pod) ? 'the request was sent from a pod without a sidecar' : undefined;
}

function plaintextToStrict(probe: Probe, to: ProbeDestination, known: ProbeKnowledge): string | undefined {
  const why = isPlaintext(probe, to, known);
  const service = to.service && specOfService(to.service, known);
  const port = service?.ports.find((found) => found.port === to.port);
  if (why === undefined || service === undefined || port === undefined) return undefined;
  const { mesh, peerAuthentications, authenticationPolicies } = known;
  const policies = {
    ...(peerAuthentications !== undefined && { peerAuthentications }),
    ...(authenticationPolicies !== undefined && { authenticationPolicies }),
    rootNamespace: mesh.istioNamespaces[0] ?? 'istio-system',
    mesh,
  };
  const strict = destinationPods(to, known).some((pod) => {
    const { mode, open } = serverMode(pod, service, port, policies);
    return mode === 'STRICT' && !open;
  });
  return strict ? `${why}, in plain text, and the destination accepts mutual TLS only (STRICT)` : undefined;
}

function disabledTls(
  { service, host }: ProbeDestination,
  { destinationRules = [], mesh }: ProbeKnowledge,
): string | undefined {
  const name = service === undefined ? host : hostOfService(service, mesh);
  const rule = destinationRules.find(
    (found) => fullHost(found.spec.host, found.namespace, mesh) === name && found.spec.tls !== undefined,
  );
  return rule && `DestinationRule ${rule.namespace}/${rule.name} sets TLS mode ${rule.spec.tls}`;
}

function namedPolicies(to: ProbeDestination, known: ProbeKnowledge): string | undefined {
  const [pod] = destinationPods(to, known);
  const root = known.mesh.istioNamespaces;
  const found = known.authorizationPolicies?.filter(
    ({ namespace, spec }) =>
      pod !== undefined &&
      (namespace === pod.namespace || root.includes(namespace)) &&
      matchesLabels(spec.selector, pod.labels),
  );
  if (found === undefined || found.length === 0) return undefined;
  return `AuthorizationPolicies that apply: ${found.map(({ namespace, name, spec }) => `${namespace}/${name} (${spec.action})`).join(', ')}`;
}
