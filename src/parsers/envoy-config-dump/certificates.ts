import { X509Certificate } from 'node:crypto';
import type { Certificate } from './artifact.js';

export interface DecodedCertificate {
  certificate: Certificate;
  x509: X509Certificate;
}

/** A bundle of all public authorities has about 150. */
const maxCertificates = 500;

const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';

/** Decodes the certificates of a PEM text; what cannot be decoded is left out. */
export function decodePem(pem: string): DecodedCertificate[] {
  return pem
    .split(begin, maxCertificates + 1)
    .slice(1)
    .flatMap((part) => {
      const close = part.indexOf(end);
      return close < 0 ? [] : (decode(`${begin}${part.slice(0, close)}${end}`) ?? []);
    });
}

/** Authorities and intermediates are the same in every proxy; decoding one takes a quarter of a millisecond. */
const authorities = new Map<string, DecodedCertificate>();
const keptAuthorities = 200;

function decode(pem: string): DecodedCertificate | undefined {
  const known = authorities.get(pem);
  if (known !== undefined) return known;
  try {
    const x509 = new X509Certificate(pem);
    const decoded = { x509, certificate: describe(x509) };
    if (x509.ca && authorities.size < keptAuthorities) authorities.set(pem, decoded);
    return decoded;
  } catch {
    return undefined;
  }
}

function describe(x509: X509Certificate): Certificate {
  return {
    subject: oneLine(x509.subject),
    issuer: oneLine(x509.issuer),
    serial: x509.serialNumber.toLowerCase(),
    notBefore: new Date(x509.validFrom).toISOString(),
    notAfter: new Date(x509.validTo).toISOString(),
    names: namesOf(x509.subjectAltName ?? ''),
    isAuthority: x509.ca,
    fingerprint: x509.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** Node prints one attribute a line. Workload certificates of Istio have no subject at all. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

/** `URI:spiffe://…, DNS:…, IP Address:…`; names with unusual characters are printed as JSON strings. */
function namesOf(alternativeNames: string): string[] {
  return [...alternativeNames.matchAll(/(?:^|, )(?:URI|DNS|IP Address|email):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
    ([, name = '']) => (name.startsWith('"') ? (JSON.parse(name) as string) : name),
  );
}

/** Notes on each certificate which of the others (or itself) signed it, by key rather than by name. */
export function withSigners(certificate: DecodedCertificate, candidates: readonly DecodedCertificate[]): Certificate {
  const signers = candidates.filter((candidate) => signed(candidate.x509, certificate.x509));
  const fingerprints = new Set(signers.flatMap((signer) => signer.certificate.fingerprint ?? []));
  return { ...certificate.certificate, signedBy: [...fingerprints] };
}

function signed(authority: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  } catch {
    return false;
  }
}
