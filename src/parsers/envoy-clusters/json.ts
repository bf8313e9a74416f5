import { z } from 'zod';
import { addressText, envoyAddress, snakeCaseKeys } from '../support/admin-page.js';
import { endOfValue, parseValue } from '../support/json-bytes.js';
import { createJsonWalker, type Path, type Visitor } from '../support/json-walker.js';
import { type ClustersReader, type EnvoyClusters, maxHosts } from './artifact.js';

/** Protobuf JSON prints 64-bit numbers as text and leaves out zero. */
const value = z.coerce.number().default(0);
/** Envoy of Istio 1.0 printed a map of statistics, later versions a list. */
const stats = z.union([
  z
    .array(z.object({ name: z.string(), value }))
    .transform((list) => new Map(list.map(({ name, value }) => [name, value]))),
  z
    .record(z.string(), z.object({ value }))
    .transform((map) => new Map(Object.entries(map).map(([name, { value }]) => [name, value]))),
]);
const host = z.object({
  address: envoyAddress.default({}),
  stats: stats.default(new Map()),
  health_status: z.record(z.string(), z.unknown()).default({}),
});
const status = z.object({ name: z.string(), host_statuses: z.array(host).default([]) });

/** One cluster status at a time; the page of a large mesh runs to megabytes. The JSON begins at `start`. */
export function createJsonReader(artifact: EnvoyClusters, start: number): ClustersReader {
  let unreadable = 0;
  const visitor: Visitor = {
    decide(path) {
      if (isStatus(path)) return 'take';
      return path.length === 0 || (path.length === 1 && isList(path[0])) ? 'enter' : 'pass';
    },
    take(_, { bytes, length }, start) {
      const end = endOfValue(bytes, start, length);
      if (end === undefined) return undefined;
      const { data } = status.safeParse(snakeCaseKeys(parseValue(bytes, start, end)));
      if (data === undefined) unreadable++;
      else count(artifact, data);
      return end;
    },
  };
  const walker = createJsonWalker(visitor);
  let from = start;
  return {
    read(bytes, length, last) {
      const done = walker.advance({ bytes, length, last }, from);
      from = 0;
      return done;
    },
    trouble: () => [
      ...(unreadable > 0 ? [`${unreadable} unreadable clusters`] : []),
      ...(walker.state() === 'closed' ? [] : ['the page is damaged or cut off']),
    ],
  };
}

/** An element of `cluster_statuses`, or of the bare array that istioctl prints. */
function isStatus(path: Path): boolean {
  return path.length === 1 ? typeof path[0] === 'number' : path.length === 2 && isList(path[0]);
}

function isList(key: string | number | undefined): boolean {
  return key === 'cluster_statuses' || key === 'clusterStatuses';
}

function count(artifact: EnvoyClusters, { name: cluster, host_statuses }: z.output<typeof status>): void {
  artifact.clusters++;
  for (const { address: found, stats, health_status } of host_statuses) {
    artifact.hosts++;
    const address = addressText(found);
    if (address === undefined) continue;
    const flags = flagsOf(health_status);
    if (flags.length > 0 && artifact.unhealthy.length < maxHosts) artifact.unhealthy.push({ cluster, address, flags });
    const failed = stats.get('cx_connect_fail') ?? 0;
    if (failed > 0 && artifact.connectFailures.length < maxHosts) {
      artifact.connectFailures.push({ cluster, address, failed, total: stats.get('cx_total') ?? 0 });
    }
  }
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
