import type { GatewayServer } from '../facets.js';

/** Where a credential of a server is kept. */
export interface CredentialRef {
  /** As written. */
  written: string;
  namespace: string;
  name: string;
}

/**
 * The Secrets that a server names, for a proxy in a namespace: `name`, `namespace/name` or `kubernetes://name`. Other
 * schemes (`file://`, `builtin://` …) are no Secrets.
 */
export function credentialsOf({ tls }: GatewayServer, namespace: string): readonly CredentialRef[] {
  if (tls === undefined) return [];
  const names = [...(tls.credentialName === undefined ? [] : [tls.credentialName]), ...tls.credentialNames];
  return [...new Set(names)].flatMap((written) => {
    const name = written.startsWith('kubernetes://') ? written.slice('kubernetes://'.length) : written;
    if (name === '' || name.includes('://')) return [];
    const [first = '', second] = name.split('/', 2);
    return second === undefined ? [{ written, namespace, name: first }] : [{ written, namespace: first, name: second }];
  });
}

/** The pairs of keys that make a server certificate (istiod, in this order). */
export const certificateKeyPairs = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
] as const;

/** Keys of which one holds the authorities for clients of a MUTUAL server. */
export const authorityKeys = ['cacert', 'ca.crt'] as const;
