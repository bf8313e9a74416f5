import { quote, type Report } from '../report.js';
import { duration, flag, int32, type Read, record, text, wrapped } from '../schema.js';

export const retries = record({
  attempts: int32(),
  perTryTimeout: duration,
  retryOn: text(),
  retryRemoteLocalities: wrapped(flag),
  retryIgnorePreviousHosts: wrapped(flag),
  backoff: duration,
});

/** Envoy's x-envoy-retry-on and x-envoy-retry-grpc-on. */
const conditions: readonly string[] = [
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
];

/** The status codes that Go's net/http has a text for. */
const statusCodes: readonly (readonly [from: number, to: number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];

export function checkRetries(policy: Read<typeof retries> | undefined, field: string, report: Report): void {
  if (policy === undefined) return;
  const { attempts = 0, perTryTimeout, retryOn = '', retryRemoteLocalities } = policy;
  if (attempts < 0) report.error(`${field}.attempts`, 'must not be negative');
  if (attempts === 0 && (perTryTimeout !== undefined || retryOn !== '' || retryRemoteLocalities !== undefined)) {
    report.error(`${field}.attempts`, '0 turns retries off, so that nothing else can be set');
  }
  if (retryOn === '') return;
  const unknown = retryOn.split(',').filter((condition) => !isCondition(condition));
  for (const condition of unknown.slice(0, 10))
    report.error(`${field}.retryOn`, `${quote(condition)} is nothing to retry on`);
}

function isCondition(condition: string): boolean {
  if (conditions.includes(condition)) return true;
  const code = /^[-+]?\d{1,5}$/.test(condition) ? Number(condition) : 0;
  return statusCodes.some(([from, to]) => code >= from && code <= to);
}
