import { z } from 'zod';
import { endOfValue, parseValue } from '../support/json-bytes.js';
import { createJsonWalker, type Visitor } from '../support/json-walker.js';
import { type EnvoyClusters, maxHosts } from './artifact.js';

const socket = z.object({ address: z.string(), port_value: z.number().default(0) });
const address = z
  .object({ socket_address: socket.optional(), pipe: z.object({ path: z.string() }).optional() })
  .default({});
/** Protobuf JSON prints 64-bit numbers as text and leaves out zero. */
const stat = z.object({ name: z.string(), value: z.coerce.number().default(0) });
const host = z.object({
  address,
  stats: z.array(stat).default([]),
  health_status: z.record(z.string(), z.unknown()).default({}),
});
const status = z.object({ name: z.string(), host_statuses: z.array(host).default([]) });

/** One cluster status at a time; the page of a large mesh runs to megabytes. */
export function createJsonReader(artifact: EnvoyClusters) {
  const visitor: Visitor = {
    decide(path) {
      if (path.length === 2 && path[0] === 'cluster_statuses') return 'take';
      return path.length === 0 || (path.length === 1 && path[0] === 'cluster_statuses') ? 'enter' : 'pass';
    },
    take(_, { bytes, length }, start) {
      const end = endOfValue(bytes, start, length);
      if (end === undefined) return undefined;
      const { data } = status.safeParse(parseValue(bytes, start, end));
      if (data !== undefined) count(artifact, data);
      return end;
    },
  };
  const walker = createJsonWalker(visitor);
  return (bytes: Buffer, length: number, last: boolean): number => walker.advance({ bytes, length, last }, 0);
}

function count(artifact: EnvoyClusters, { name: cluster, host_statuses }: z.output<typeof status>): void {
  artifact.clusters++;
  for (const { address, stats, health_status } of host_statuses) {
    artifact.hosts++;
    const place = { cluster, address: addressText(address) };
    const flags = flagsOf(health_status);
    if (flags.length > 0 && artifact.unhealthy.length < maxHosts) artifact.unhealthy.push({ ...place, flags });
    const failed = numberOf(stats, 'cx_connect_fail');
    if (failed > 0 && artifact.connectFailures.length < maxHosts) {
      artifact.connectFailures.push({ ...place, failed, total: numberOf(stats, 'cx_total') });
    }
  }
}

function addressText({ socket_address: socket, pipe }: z.output<typeof address>): string {
  if (socket === undefined) return pipe?.path ?? 'unknown';
  return socket.address.includes(':')
    ? `[${socket.address}]:${socket.port_value}`
    : `${socket.address}:${socket.port_value}`;
}

function numberOf(stats: readonly z.output<typeof stat>[], name: string): number {
  return stats.find((candidate) => candidate.name === name)?.value ?? 0;
}

/** The words of the text form: `failed_outlier_check` and its kin, and EDS health other than HEALTHY or UNKNOWN. */
function flagsOf(health: Record<string, unknown>): string[] {
  const flags = Object.entries(health).flatMap(([name, value]) => (value === true ? [name] : []));
  const eds = health.eds_health_status;
  if (eds === 'DEGRADED') flags.push('degraded_eds_health');
  else if (eds === 'DRAINING') flags.push('eds_status_draining');
  else if (eds === 'UNHEALTHY' || eds === 'TIMEOUT') flags.push('failed_eds_health');
  return flags;
}
