import type { GatewayServer, ProxyConfig, Secret } from '../facets.js';
import { derivedOnce } from './derive.js';

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

const byName = derivedOnce(
  (secrets: readonly Secret[]) => new Map(secrets.map((secret) => [`${secret.namespace}/${secret.name}`, secret])),
);

export function secretNamed(
  secrets: readonly Secret[],
  { namespace, name }: Pick<CredentialRef, 'namespace' | 'name'>,
): Secret | undefined {
  return byName(secrets).get(`${namespace}/${name}`);
}

/** Whether a proxy of the namespace has the credential in use: then its Secret exists, and istiod could read it. */
export function isHeld({ written }: CredentialRef, namespace: string, proxyConfigs: readonly ProxyConfig[]): boolean {
  const name = written.includes('://') ? written : `kubernetes://${written}`;
  return proxyConfigs.some(
    ({ pod, secrets }) =>
      pod.namespace === namespace && secrets.some((secret) => secret.name === name && secret.state !== 'warming'),
  );
}
