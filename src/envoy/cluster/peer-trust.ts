import { acceptsNames } from './certificate-names.js';
import { fails, type PeerOutcome } from './peer-outcome.js';
import type { ServerTls } from './server-chain.js';
import type { UpstreamTls } from './upstream-tls.js';

/** Certificate and trust of one side, as far as they were captured. */
export interface Identity {
  /** Names in the certificate: `spiffe://…`, DNS names. */
  names?: readonly string[];
  /** Validity, RFC 3339. */
  notBefore?: string;
  notAfter?: string;
  /** Fingerprints of the authorities that this side trusts. Workloads hold the root of their own certificate among them. */
  trusts?: readonly string[];
}

export interface Identities {
  client?: Identity;
  server?: Identity;
  /** Time of the capture, RFC 3339. */
  now?: string;
}

/** The first reason why the handshake fails, and what could not be checked. */
export interface Trust {
  fault?: PeerOutcome;
  unchecked: readonly string[];
}

/** Names of the server's certificate, then the roots, then the dates. */
export function distrust(tls: UpstreamTls, server: ServerTls, identities: Identities): Trust {
  const checks = [
    wrongName(tls, identities),
    otherRoot(tls, server, identities),
    ...outOfDate(tls, server, identities),
  ];
  const fault = checks.find((check) => typeof check === 'object');
  const unchecked = checks.filter((check) => typeof check === 'string');
  return { ...(fault !== undefined && { fault }), unchecked };
}

/** A fault, what was not captured, or nothing. */
type Check = PeerOutcome | string | undefined;

function wrongName({ expectedNames }: UpstreamTls, { server }: Identities): Check {
  if (expectedNames.length === 0) return undefined;
  if (server?.names === undefined) return "the server's certificate has a name that the client expects";
  const accepted = acceptsNames(expectedNames, server.names);
  if (accepted === true) return undefined;
  if (accepted === 'unknown') return "the server's certificate has a name that the client expects";
  return refused('SAN_MISMATCH', `the client expects other names than ${server.names.join(', ') || 'none'}`);
}

function otherRoot({ authorities }: UpstreamTls, server: ServerTls, identities: Identities): Check {
  if (authorities.length === 0 && !server.requiresClientCertificate) return undefined;
  const [ofClient, ofServer] = [identities.client?.trusts, identities.server?.trusts];
  if (ofClient === undefined || ofServer === undefined) return 'client and server trust one root';
  return ofClient.some((root) => ofServer.includes(root))
    ? undefined
    : refused('ROOT_CA_MISMATCH', 'client and server trust no authority in common');
}

function* outOfDate({ authorities }: UpstreamTls, server: ServerTls, identities: Identities): Generator<Check> {
  const { now } = identities;
  if (authorities.length > 0) yield atTime(identities.server, "the server's certificate", now);
  if (server.requiresClientCertificate) yield atTime(identities.client, "the client's certificate", now);
}

function atTime({ notBefore, notAfter }: Identity = {}, what: string, now: string | undefined): Check {
  if (now === undefined || notAfter === undefined) return `${what} is valid`;
  const time = Date.parse(now);
  if (Date.parse(notAfter) <= time) return refused('CERT_EXPIRED', `${what} expired at ${notAfter}`);
  if (notBefore !== undefined && Date.parse(notBefore) > time)
    return refused('CERT_EXPIRED', `${what} is not valid before ${notBefore}`);
  return undefined;
}

function refused(condition: 'SAN_MISMATCH' | 'ROOT_CA_MISMATCH' | 'CERT_EXPIRED', because: string): PeerOutcome {
  return fails(condition, because, {
    httpStatus: 503,
    flags: ['UF'],
    transportFailure: 'CERTIFICATE_VERIFY_FAILED',
  });
}
