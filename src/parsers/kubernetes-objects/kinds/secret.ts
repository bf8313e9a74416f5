import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { isMasked } from '../../../core/mask.js';
import { text } from './common.js';
import { defineKind } from './kind.js';

const values = z.record(text, z.unknown()).default({}).catch({});
const certificateKeys = ['tls.crt', 'cert'] as const;

/** Helm's releases and the tokens of service accounts are nobody's configuration. */
const unread = new Set(['helm.sh/release.v1', 'kubernetes.io/service-account-token']);

/** The names of its keys and what the certificate in it says; values are dropped here. */
export const secret = defineKind(
  'Secret',
  [''],
  z
    .object({ type: text.default('Opaque'), data: values, stringData: values })
    .transform(({ type, data, stringData }) => {
      if (unread.has(type)) return { type, keys: [], emptyKeys: [] };
      const decoded = new Map([
        ...Object.entries(data).map(([key, value]) => [key, decode(value)] as const),
        ...Object.entries(stringData).map(([key, value]) => [key, typeof value === 'string' ? value : ''] as const),
      ]);
      const key = certificateKeys.find((name) => decoded.get(name));
      const certificate = key === undefined ? undefined : decoded.get(key);
      return {
        type,
        keys: [...decoded.keys()],
        emptyKeys: [...decoded].flatMap(([key, value]) => (value === '' ? [key] : [])),
        ...(certificate !== undefined && !isMasked(certificate) && { certificate: readCertificate(certificate) }),
      };
    }),
  // What collectors leave of a Secret may be its kind alone.
  { wants: ({ name }) => (name === '' ? 'nothing' : 'whole') },
);

/** Masks and placeholders stand where base64 is expected; they are left as they are. */
function decode(value: unknown): string {
  if (typeof value !== 'string') return '';
  const compact = value.replace(/\s/g, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(compact) && compact.length % 4 === 0
    ? Buffer.from(compact, 'base64').toString('latin1')
    : value;
}

function readCertificate(pem: string) {
  try {
    const certificate = new X509Certificate(pem);
    return {
      state: 'read' as const,
      notBefore: new Date(certificate.validFrom).toISOString(),
      notAfter: new Date(certificate.validTo).toISOString(),
      names: (certificate.subjectAltName ?? '')
        .split(', ')
        .flatMap((name) => /^(?:DNS|IP Address):(.+)$/.exec(name)?.[1] ?? []),
      count: pem.split('-----BEGIN CERTIFICATE-----').length - 1,
    };
  } catch {
    return { state: 'unreadable' as const };
  }
}
