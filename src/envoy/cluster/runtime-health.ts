import { bool, isMessage, type Message, message, messages, text } from '../message.js';
import { type HostHealth, healthOfStatus } from './health.js';
import { endpointAddress, type UpstreamHost } from './upstream-host.js';

/** Health of the hosts of one cluster as the running proxy sees it, by address; hosts that are not in it are not known. */
export type RuntimeHealth = ReadonlyMap<string, KnownHealth>;

export interface KnownHealth {
  health: HostHealth;
  /** By outlier detection. */
  ejected?: true;
}

/** Reads one element of `cluster_statuses` of the admin page /clusters?format=json. */
export function runtimeHealth(clusterStatus: Message): RuntimeHealth {
  return new Map(
    messages(clusterStatus.host_statuses).flatMap((host) => {
      const address = endpointAddress(host.address)?.address;
      return address === undefined ? [] : [[address, healthOfFields(message(host.health_status))] as const];
    }),
  );
}

function healthOfFields(status: Message): KnownHealth {
  const assigned = healthOfStatus(text(status.eds_health_status));
  if (bool(status.failed_outlier_check) === true) return { health: 'unhealthy', ejected: true };
  if (assigned === 'unhealthy' || bool(status.failed_active_health_check) === true) return { health: 'unhealthy' };
  const isDegraded = assigned === 'degraded' || bool(status.failed_active_degraded_check) === true;
  return { health: isDegraded ? 'degraded' : 'healthy' };
}

/** The flags of the text form of /clusters (`failed_outlier_check`, `failed_eds_health` …; `healthy` is one of them). */
export function healthOfFlags(flags: readonly string[]): KnownHealth {
  if (flags.includes('failed_outlier_check')) return { health: 'unhealthy', ejected: true };
  if (flags.some((flag) => flag === 'failed_active_hc' || flag === 'failed_eds_health')) return { health: 'unhealthy' };
  return { health: flags.some((flag) => flag.startsWith('degraded_')) ? 'degraded' : 'healthy' };
}

/** What the proxy had found out counts more than what it was told. */
export function withRuntimeHealth(
  hosts: readonly UpstreamHost[],
  runtime: RuntimeHealth | undefined,
): readonly UpstreamHost[] {
  if (runtime === undefined) return hosts;
  return hosts.map((host) => ({ ...host, ...runtime.get(host.address) }));
}

/** The running proxy may know better than its configuration: it ejects hosts, or checks them itself. */
export function changesAtRuntime(cluster: Message): boolean {
  return isMessage(cluster.outlier_detection) || messages(cluster.health_checks).length > 0;
}
