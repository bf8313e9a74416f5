import type { Evidence } from '../../core/evidence.js';
import type {
  AuthenticationPolicy,
  MeshFacts,
  MutualTlsMode,
  PeerAuthentication,
  PodSpec,
  ServicePort,
  ServiceSpec,
} from '../facets.js';
import { oldestMinor } from './istio-version.js';
import { hasAll } from './known-objects.js';
import { hasProxy } from './pods.js';
import { matchesLabels } from './selector.js';
import { targetPortIn } from './target-port.js';

/** Of Istio's 1.x releases. */
const firstWithPeerAuthentication = 5;

/** What the server side of one pod accepts on one port, and the object that says so; no source where it is Istio's default. */
export interface ServerMode {
  mode: 'DISABLE' | 'PERMISSIVE' | 'STRICT';
  source?: Evidence;
  /** That object itself. */
  policy?: PeerAuthentication | AuthenticationPolicy;
  /** A policy that was not gathered may say otherwise. */
  open?: true;
}

interface Policies {
  peerAuthentications?: readonly PeerAuthentication[];
  authenticationPolicies?: readonly AuthenticationPolicy[];
  rootNamespace: string;
  mesh: MeshFacts;
}

/**
 * Mutual TLS that a pod's proxy accepts on a port of the pod. The most specific PeerAuthentication wins: one that selects
 * the workload (port first), then the namespace's, then the root namespace's; UNSET inherits; the default is PERMISSIVE
 * (Istio 1.5 and later, PeerAuthentication reference). Before, Policy and MeshPolicy decide and the default is plain text.
 */
export function serverMode(pod: PodSpec, service: ServiceSpec, port: ServicePort, policies: Policies): ServerMode {
  if (!hasProxy(pod)) return { mode: 'DISABLE' };
  const { peerAuthentications = [], authenticationPolicies = [] } = policies;
  const isOlder = policies.peerAuthentications === undefined || authenticationPolicies.length > 0;
  if (isOlder && peerAuthentications.length === 0) return olderMode(service, port, policies);
  return declaredMode(pod, targetPortIn(pod, port), { ...policies, peerAuthentications });
}

/** What PeerAuthentications make of one port of a workload that is in the mesh, whether or not its proxy can be seen. */
export function declaredMode(
  workload: Pick<PodSpec, 'namespace' | 'labels'>,
  port: number | undefined,
  policies: Policies & { peerAuthentications: readonly PeerAuthentication[] },
): ServerMode {
  const isOpen = !hasAll(policies.mesh, 'PeerAuthentication', workload.namespace);
  for (const policy of mostSpecificFirst(workload, policies.peerAuthentications, policies.rootNamespace)) {
    const ofWorkload = policy.spec.selector.size > 0;
    const portMode = ofWorkload ? portModeOf(policy, port) : 'UNSET';
    const mode = isSet(portMode) ? portMode : policy.spec.mode;
    if (isSet(mode)) return { mode, source: policy.source, policy, ...(isOpen && !ofWorkload && { open: true }) };
  }
  const isRootOpen = !hasAll(policies.mesh, 'PeerAuthentication', policies.rootNamespace);
  return { mode: 'PERMISSIVE', ...((isOpen || isRootOpen) && { open: true }) };
}

/** The PeerAuthentication that decides about a workload as a whole, and its mode; absent where Istio's default does. */
export function peerAuthenticationFor(
  workload: Pick<PodSpec, 'namespace' | 'labels'>,
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
): { mode: ServerMode['mode']; policy: PeerAuthentication } | undefined {
  for (const policy of mostSpecificFirst(workload, policies, rootNamespace)) {
    const { mode } = policy.spec;
    if (isSet(mode)) return { mode, policy };
  }
  return undefined;
}

function portModeOf({ spec }: PeerAuthentication, port: number | undefined): MutualTlsMode {
  return port === undefined ? 'UNSET' : (spec.portModes.get(port) ?? 'UNSET');
}

/**
 * At most one policy of the workload, one of its namespace and one of the mesh. Sidecars take no notice of a policy with a
 * selector in the root namespace (ComposePeerAuthentication of istiod).
 */
function mostSpecificFirst(
  pod: Pick<PodSpec, 'namespace' | 'labels'>,
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
): PeerAuthentication[] {
  const own = policies.filter((policy) => policy.namespace === pod.namespace);
  return [
    ...oldest(own.filter((policy) => policy.namespace !== rootNamespace && isForWorkload(policy, pod))),
    ...oldest(own.filter(({ spec }) => spec.selector.size === 0)),
    ...oldest(policies.filter((policy) => policy.namespace === rootNamespace && policy.spec.selector.size === 0)),
  ];
}

function isForWorkload({ spec }: PeerAuthentication, { labels }: Pick<PodSpec, 'labels'>): boolean {
  return spec.selector.size > 0 && matchesLabels(spec.selector, labels);
}

/** Istio reads only the oldest of several equal policies, whatever it leaves unset. */
function oldest(policies: readonly PeerAuthentication[]): PeerAuthentication[] {
  const age = ({ created = '' }: PeerAuthentication) => created;
  return [...policies].sort((a, b) => (age(a) === age(b) ? 0 : age(a) < age(b) ? -1 : 1)).slice(0, 1);
}

function isSet(mode: MutualTlsMode): mode is ServerMode['mode'] {
  return mode !== 'UNSET';
}

/** A target with the port, a target, the namespace's `default`, then the MeshPolicy `default` (Istio 1.0 to 1.4). */
function olderMode(
  service: ServiceSpec,
  port: ServicePort,
  { authenticationPolicies: policies = [], peerAuthentications, mesh }: Policies,
): ServerMode {
  const own = policies.filter((policy) => policy.kind === 'Policy' && policy.namespace === service.namespace);
  const targets = own.flatMap((policy) =>
    policy.spec.targets.filter(({ name }) => name === service.name).map((target) => ({ policy, target })),
  );
  const forPort = targets.find(({ target }) => target.ports.some((name) => name === port.port || name === port.name));
  const forService = targets.find(({ target }) => target.ports.length === 0);
  const targeting = forPort?.policy ?? forService?.policy;
  const policy =
    targeting ??
    own.find(({ name, spec }) => name === 'default' && spec.targets.length === 0) ??
    policies.find(({ kind, name }) => kind === 'MeshPolicy' && name === 'default');
  const isOpen = targeting === undefined && !hasAll(mesh, 'Policy', service.namespace);
  if (policy !== undefined)
    return { mode: policy.spec.mode, source: policy.source, policy, ...(isOpen && { open: true }) };
  // Without PeerAuthentications nothing is known of an Istio that has them.
  const isNewer =
    peerAuthentications === undefined &&
    (oldestMinor(mesh) ?? firstWithPeerAuthentication) >= firstWithPeerAuthentication;
  return { mode: 'DISABLE', ...((isOpen || isNewer || !hasAll(mesh, 'MeshPolicy')) && { open: true }) };
}
