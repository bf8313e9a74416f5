import { citeField } from '../../../core/evidence.js';
import type { Facets, HeldCertificate, PodRef, WorkloadCertificates } from '../../facets.js';
import { citeCertificate, expiryInWords, identityIn, ownCertificate } from '../certificates.js';
import { derivedOnce } from '../derive.js';
import { type Behind, inWords, nameOf, saying, together } from './behind.js';
import { rulesOfClient, settingOf, type Target } from './client-rules.js';
import { podsBehind } from './tls-modes.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<
    Pick<
      Facets,
      'workloadCertificates' | 'destinationRules' | 'namespaces' | 'meshConfig' | 'serviceSpecs' | 'podSpecs'
    >
  >;

/** A TLS handshake between mesh proxies that a certificate made fail. */
export interface FailedHandshake {
  target: Target;
  /** Pod of the proxy that wrote the line. */
  client?: PodRef;
  /** Time of the last line, RFC 3339. */
  at?: string;
}

/** Expired at the time of the lines, other roots, or names that the DestinationRule does not expect. */
export function behindCertificates(handshake: FailedHandshake, known: Known): Behind | undefined {
  const { workloadCertificates } = known;
  return together(
    ...(workloadCertificates === undefined ? [] : heldReasons(handshake, workloadCertificates, known)),
    ...unexpectedNames(handshake.target, known),
  );
}

const byPod = derivedOnce(
  (all: readonly WorkloadCertificates[]) =>
    new Map(all.map((held) => [`${held.pod.namespace}/${held.pod.name}`, held])),
);

function heldReasons(
  { target, client, at }: FailedHandshake,
  all: readonly WorkloadCertificates[],
  known: Known,
): readonly (Behind | undefined)[] {
  const of = (pod: PodRef) => byPod(all).get(`${pod.namespace}/${pod.name}`);
  const own = client && of(client);
  const servers = podsBehind(target, known).flatMap(({ pod }) => of(pod) ?? []);
  const sides = [...(own === undefined ? [] : [own]), ...servers];
  const expired = sides.map((held) => expiredAt(held, at)).find((found) => found !== undefined);
  const stranger = own && servers.find((server) => shareNoRoot(own, server));
  return [expired, own && stranger && differentRoots(own, stranger)];
}

function expiredAt(held: WorkloadCertificates, at: string | undefined): Behind | undefined {
  const certificate = ownCertificate(held);
  const end = Date.parse(certificate?.notAfter ?? '');
  if (certificate === undefined || !(end < Date.parse(at ?? ''))) return undefined;
  return saying(
    `The certificate of ${held.pod.namespace}/${held.workload} expired ${expiryInWords(certificate)}, before the last line.`,
    [citeCertificate(held, certificate, 'notAfter', certificate.notAfter ?? '')],
  );
}

/** Both sides list authorities by fingerprint, and have none in common. */
function shareNoRoot(a: WorkloadCertificates, b: WorkloadCertificates): boolean {
  const [ours, theirs] = [fingerprints(a), fingerprints(b)];
  return ours.length > 0 && theirs.length > 0 && !ours.some((one) => theirs.includes(one));
}

function fingerprints({ authorities }: WorkloadCertificates): readonly string[] {
  const known = authorities.flatMap(({ fingerprint }) => fingerprint ?? []);
  return known.length === authorities.length ? known : [];
}

function differentRoots(own: WorkloadCertificates, server: WorkloadCertificates): Behind {
  const serials = ({ authorities }: WorkloadCertificates) => authorities.map(({ serial }) => serial).join(', ');
  const cite = (held: WorkloadCertificates) => {
    const root = held.authorities[0] as HeldCertificate;
    return citeCertificate(held, root, 'authorities', serials(held));
  };
  return saying(
    `The client trusts the root with serial ${serials(own)}, and ${server.pod.namespace}/${server.workload} the one with serial ${serials(server)}: they have none in common.`,
    [cite(own), cite(server)],
  );
}

/** A DestinationRule that expects identities of which the pods have none. */
function unexpectedNames(target: Target, known: Known): readonly (Behind | undefined)[] {
  const accounts = new Set(
    podsBehind(target, known).flatMap(({ pod }) =>
      pod.serviceAccount === undefined ? [] : [`${pod.namespace}/${pod.serviceAccount}`],
    ),
  );
  return rulesOfClient(target, known).map((rule) => {
    const tls = settingOf(rule, 'tls', target);
    const expected = tls?.value.subjectAltNames ?? [];
    const identities = expected.map(identityIn);
    if (tls === undefined || expected.length === 0 || accounts.size === 0) return undefined;
    const isMet = identities.some((one) => one === undefined || accounts.has(`${one.namespace}/${one.serviceAccount}`));
    if (isMet) return undefined;
    return {
      text: `${inWords(rule)} expects ${expected.slice(0, 3).join(', ')}, and the pods run as ${[...accounts].slice(0, 3).join(', ')}.`,
      evidence: [citeField(rule.source, `${tls.field}.subjectAltNames`, expected)],
      objects: [nameOf(rule)],
    };
  });
}
