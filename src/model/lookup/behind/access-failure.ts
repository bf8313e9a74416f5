import type { FacetName, Facets } from '../../facets.js';
import type { AccessFailure } from '../access-failures.js';
import { outboundName } from '../envoy-names.js';
import { incomingConnection } from './access-line.js';
import type { Behind } from './behind.js';
import type { Target } from './client-rules.js';
import { behindDenial } from './denial.js';
import { behindMissingCluster, behindMissingSubset } from './missing-cluster.js';
import { behindMissingChain } from './missing-filter-chain.js';
import { behindBlackhole, behindMissingRoute } from './missing-route.js';
import { proxyOfLog } from './proxy.js';
import { behindCertificates } from './tls-certificates.js';
import { behindClashingModes, behindModes } from './tls-modes.js';
import { behindNoEndpoint, behindOverflow, behindRetries, behindTimeout } from './upstream-settings.js';

/** What a check that reports failures of access logs should have among its `uses`. */
export const usedBehindAccess = [
  'authenticationPolicies',
  'authorizationPolicies',
  'destinationRules',
  'istioGateways',
  'kubernetesRoutes',
  'meshConfig',
  'namespaces',
  'peerAuthentications',
  'podSpecs',
  'proxyConfigs',
  'registryHosts',
  'serviceEntries',
  'serviceSpecs',
  'services',
  'sidecars',
  'virtualServices',
  'workloadCertificates',
] as const satisfies readonly FacetName[];

type Known = Pick<Facets, 'mesh'> & Partial<Pick<Facets, (typeof usedBehindAccess)[number]>>;

type Failure = Pick<AccessFailure, 'signature' | 'destination' | 'log' | 'group' | 'samples' | 'last'>;

const aboutModes = new Set(['tls-wrong-version', 'tls-cert-required', 'tls-peer-no-cert', 'tls-http-to-tls']);
const aboutCertificates = new Set([
  'tls-cert-verify-failed',
  'tls-unknown-ca',
  'tls-cert-expired-alert',
  'tls-cert-unknown-alert',
  'tls-handshake-failure-alert',
]);

/** The configuration behind one kind of failure in access logs, as far as the bundle has it. */
export function behindAccessFailure(failure: Failure, known: Known): Behind | undefined {
  const { signature, destination, group, log, samples } = failure;
  const proxy = proxyOfLog(log, known);
  const { host } = destination;
  switch (signature.id) {
    case 'al-rbac-denied':
      return behindDenial(group.details ?? '', proxy, known);
    case 'al-nr-route':
      return proxy && host !== undefined
        ? behindMissingRoute({ host, ...askedPort(failure) }, proxy, known)
        : undefined;
    case 'al-nr-filter-chain':
      return behindMissingChain(incomingConnection(samples), proxy, known);
    case 'al-blackhole':
      return proxy && behindBlackhole({ ...(host !== undefined && { host }), ...askedPort(failure) }, proxy, known);
    case 'al-nc':
      return group.cluster === undefined
        ? behindMissingSubset(host ?? '', log.pod?.namespace, known)
        : behindMissingCluster(group.cluster, log.pod?.namespace, known);
    default: {
      const target = targetOf(failure);
      return target && behindTarget(failure, target, known);
    }
  }
}

function behindTarget({ signature, log, last }: Failure, target: Target, known: Known): Behind | undefined {
  const { id } = signature;
  if (aboutModes.has(id)) return behindModes(target, known);
  if (aboutCertificates.has(id))
    return behindCertificates(
      { target, ...(log.pod !== undefined && { client: log.pod }), ...(last !== undefined && { at: last }) },
      known,
    );
  if (id === 'al-uf' || id === 'al-uc') return behindClashingModes(target, known);
  if (id === 'al-uh') return behindNoEndpoint(target, known);
  if (id === 'al-uo') return behindOverflow(target, known);
  if (id === 'al-ut') return behindTimeout(target, known);
  return id === 'al-urx' ? behindRetries(target, known) : undefined;
}

/** Of requests that a client's proxy sent out. */
function targetOf({ group, log }: Failure): Target | undefined {
  const target = outboundName(group.cluster ?? '');
  return target && { ...target, ...(log.pod !== undefined && { client: log.pod.namespace }) };
}

/** The port of the connection, else that of the authority. */
function askedPort({ group, samples }: Failure): { port?: number } {
  const written = /:(\d{1,5})$/.exec(group.authority ?? '')?.[1];
  const port = incomingConnection(samples).port ?? (written === undefined ? undefined : Number(written));
  return port === undefined ? {} : { port };
}
