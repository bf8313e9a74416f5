import type { Identities, Identity } from '../envoy/cluster/peer-trust.js';
import type { PodSpec, WorkloadCertificates } from '../model/facets.js';
import type { Hop } from './hop.js';
import { identityOfPod, type TraceSources } from './sources.js';

/** Certificates of both sides of a handshake, as far as they were captured; `client` is the identity that calls. */
export function identitiesOf(server: Hop, client: string | undefined, sources: TraceSources): Identities {
  const own = certificatesOf(server.pod, sources);
  const theirs = sources.workloadCertificates?.find(
    ({ chain }) => client !== undefined && chain[0]?.names.includes(client),
  );
  return {
    server: { names: [identityOfPod(server.pod, sources)], ...identityIn(own) },
    ...(theirs !== undefined && { client: identityIn(theirs) }),
    ...(sources.now !== undefined && { now: sources.now }),
  };
}

export function certificatesOf(
  pod: PodSpec,
  { workloadCertificates = [] }: TraceSources,
): WorkloadCertificates | undefined {
  return workloadCertificates.find((held) => held.pod.namespace === pod.namespace && held.pod.name === pod.name);
}

function identityIn(held: WorkloadCertificates | undefined): Identity {
  if (held === undefined) return {};
  const [leaf] = held.chain;
  const trusts = held.authorities.flatMap(({ fingerprint }) => fingerprint ?? []);
  return {
    ...(leaf !== undefined && leaf.names.length > 0 && { names: leaf.names }),
    ...(leaf?.notBefore !== undefined && { notBefore: leaf.notBefore }),
    ...(leaf?.notAfter !== undefined && { notAfter: leaf.notAfter }),
    ...(trusts.length > 0 && { trusts }),
  };
}
