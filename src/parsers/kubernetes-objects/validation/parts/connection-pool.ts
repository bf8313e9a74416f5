import { at, type Report } from '../report.js';
import { anyDuration, choice, duration, flag, int32, type Read, record, uint32 } from '../schema.js';
import { millisecond } from '../values/durations.js';

const http = record({
  http1MaxPendingRequests: int32(),
  http2MaxRequests: int32(),
  maxRequestsPerConnection: int32(),
  maxRetries: int32(),
  maxConcurrentStreams: int32(),
  idleTimeout: duration,
  h2UpgradePolicy: choice('DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'),
  useClientProtocol: flag,
  http2KeepAlive: record({ interval: duration, timeout: duration }),
});

const tcp = record({
  maxConnections: int32(),
  connectTimeout: duration,
  maxConnectionDuration: duration,
  idleTimeout: anyDuration,
  tcpKeepalive: record({ probes: uint32(), time: duration, interval: duration }),
});

export const connectionPool = record({ http, tcp });

const counts = [
  'http1MaxPendingRequests',
  'http2MaxRequests',
  'maxRequestsPerConnection',
  'maxRetries',
  'maxConcurrentStreams',
] as const;

export function checkConnectionPool(
  pool: Read<typeof connectionPool> | undefined,
  field: string,
  report: Report,
): void {
  if (pool === undefined) return;
  const { http, tcp } = pool;
  if (http === undefined && tcp === undefined) report.error(field, 'must have http or tcp settings');
  for (const name of counts) {
    const count = http?.[name] ?? 0;
    if (count < 0) report.error(at(at(field, 'http'), name), `${count} is less than 0`);
  }
  if (http?.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol) {
    report.error(`${field}.http.useClientProtocol`, 'contradicts h2UpgradePolicy UPGRADE');
  }
  for (const name of ['interval', 'timeout'] as const) {
    if (http?.http2KeepAlive && http.http2KeepAlive[name] === undefined) {
      report.error(at(`${field}.http.http2KeepAlive`, name), 'is required');
    }
  }
  if (tcp?.maxConnections !== undefined && tcp.maxConnections < 0) {
    report.error(`${field}.tcp.maxConnections`, `${tcp.maxConnections} is less than 0`);
  }
  checkIdleTimeout(tcp?.idleTimeout, `${field}.tcp.idleTimeout`, report);
}

/** Less than a millisecond turns the timeout off. */
function checkIdleTimeout(timeout: bigint | undefined, field: string, report: Report): void {
  if (timeout === undefined || timeout / millisecond === 0n) return;
  if (timeout < 0n) report.error(field, 'must not be negative');
  else if (timeout % millisecond !== 0n) report.error(field, 'must be whole milliseconds');
}
