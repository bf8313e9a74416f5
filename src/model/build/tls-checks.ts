import type { Facet, TlsCheck } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { sourceAt } from './source.js';

/** Pilot's own comparison of client and server TLS (Istio 1.0 to 1.5); rows that two sources repeat are kept once. */
export function buildTlsChecks({ artifacts }: BuildContext): Facet<readonly TlsCheck[]> {
  const lists = artifacts.of('tls-check');
  if (lists.length === 0)
    return absentKinds(artifacts, 'istioctl authn tls-check or debug/authenticationz', 'tls-check');
  const checks = new Map<string, TlsCheck>();
  for (const { path, value } of lists) {
    for (const { line, pointer, excerpt, ...row } of value.rows) {
      const key = JSON.stringify([row.host, row.port, row.status, row.server, row.client]);
      if (checks.has(key)) continue;
      checks.set(key, { ...row, source: sourceAt(path, { line, pointer, excerpt }) });
    }
  }
  return present([...checks.values()]);
}
