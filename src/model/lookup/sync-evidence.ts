import { citeField, type Evidence } from '../../core/evidence.js';
import type { ProxySync, SyncStatus } from '../facets.js';

const words: Readonly<Record<SyncStatus['state'], string>> = {
  synced: 'SYNCED',
  stale: 'STALE',
  neverAcknowledged: 'STALE (Never Acknowledged)',
  notSent: 'NOT SENT',
  error: 'ERROR',
  ignored: 'IGNORED',
  unknown: 'UNKNOWN',
};

/** The row of a table as it was printed; of JSON, the state in istioctl's words with the proxy's name. */
export function citeSync(proxy: ProxySync, type: string, { state, sentAt, error }: SyncStatus): Evidence {
  if (proxy.source.excerpt !== undefined) return { ...proxy.source, field: type };
  const facts = [words[state], sentAt && `sent ${sentAt}`, error].filter(Boolean).join(', ');
  return citeField(proxy.source, type, `${facts} (pod ${proxy.pod.name})`);
}
