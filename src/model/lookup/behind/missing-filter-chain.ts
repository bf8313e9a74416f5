import { citeField, type Evidence } from '../../../core/evidence.js';
import type { Facets, PodSpec } from '../../facets.js';
import { rootNamespaceOf } from '../root-namespace.js';
import { declaredMode, type ServerMode, serverMode } from '../server-mutual-tls.js';
import { servicesSelecting } from '../services-selecting.js';
import { targetPortIn } from '../target-port.js';
import type { IncomingConnection } from './access-line.js';
import { type Behind, inWords, nameOf, saying } from './behind.js';
import type { ReportingProxy } from './proxy.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<Pick<Facets, 'peerAuthentications' | 'authenticationPolicies' | 'meshConfig' | 'serviceSpecs'>>;

/** `filter_chain_not_found` at a sidecar: what its port demands, and what the client offered. */
export function behindMissingChain(
  { port, serverName }: IncomingConnection,
  proxy: ReportingProxy | undefined,
  known: Known,
): Behind | undefined {
  if (port === undefined) return undefined;
  const offered = offer(serverName);
  const server = proxy?.spec === undefined || proxy.isGateway ? undefined : modeOfPort(proxy.spec, port, known);
  if (server === undefined) return offered === undefined ? undefined : saying(`On port ${port} ${offered}.`);
  const { mode, policy } = server;
  const demanded = {
    STRICT: 'takes mutual TLS only',
    PERMISSIVE: 'takes mutual TLS and plain text',
    DISABLE: 'takes plain text only',
  }[mode];
  return {
    text: `Port ${port} ${demanded} (mode ${mode}${policy === undefined ? '' : ` of ${inWords(policy)}`})${offered === undefined ? '' : `, and ${offered}`}.`,
    evidence: policy === undefined ? [] : [citeMode(policy, mode, port)],
    objects: policy === undefined ? [] : [nameOf(policy)],
  };
}

function offer(serverName: string | undefined): string | undefined {
  if (serverName === undefined) return undefined;
  return serverName === '-' ? 'clients sent no server name, as plain text does' : `clients asked for ${serverName}`;
}

/** The field of a policy that says the mode of a port. */
export function citeMode(policy: NonNullable<ServerMode['policy']>, mode: string, port: number | undefined): Evidence {
  if (!('portModes' in policy.spec)) return citeField(policy.source, 'spec.peers', mode);
  const isOfPort = port !== undefined && policy.spec.selector.size > 0 && policy.spec.portModes.get(port) === mode;
  return citeField(policy.source, isOfPort ? `spec.portLevelMtls["${port}"].mode` : 'spec.mtls.mode', mode);
}

/** Of a port of the pod; nothing where a policy that is not in the bundle may decide. */
export function modeOfPort(pod: PodSpec, port: number, known: Known): ServerMode | undefined {
  const { peerAuthentications, authenticationPolicies, serviceSpecs = [], mesh } = known;
  if (peerAuthentications === undefined && authenticationPolicies === undefined) return undefined;
  const policies = {
    mesh,
    rootNamespace: rootNamespaceOf(known),
    ...(peerAuthentications !== undefined && { peerAuthentications }),
    ...(authenticationPolicies !== undefined && { authenticationPolicies }),
  };
  const [use] = servicesSelecting(serviceSpecs, pod).flatMap((service) =>
    service.ports.filter((one) => targetPortIn(pod, one) === port).map((one) => ({ service, port: one })),
  );
  const found =
    use === undefined
      ? peerAuthentications && declaredMode(pod, port, { ...policies, peerAuthentications })
      : serverMode(pod, use.service, use.port, policies);
  return found?.open ? undefined : found;
}
