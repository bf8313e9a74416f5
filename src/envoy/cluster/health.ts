export type HostHealth = 'healthy' | 'degraded' | 'unhealthy';

const unusable: ReadonlySet<string> = new Set(['UNHEALTHY', 'DRAINING', 'TIMEOUT']);

/** `health_status` as the control plane sends it: UNKNOWN, or none, counts as healthy. */
export function healthOfStatus(status: string | undefined): HostHealth {
  if (status !== undefined && unusable.has(status)) return 'unhealthy';
  return status === 'DEGRADED' ? 'degraded' : 'healthy';
}
