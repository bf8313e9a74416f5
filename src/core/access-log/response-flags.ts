/** Envoy's response flags by the long name that RESPONSE_FLAGS_LONG prints (Envoy 1.29 and later). */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['FailedLocalHealthCheck', 'LH'],
  ['NoHealthyUpstream', 'UH'],
  ['UpstreamRequestTimeout', 'UT'],
  ['LocalReset', 'LR'],
  ['UpstreamRemoteReset', 'UR'],
  ['UpstreamConnectionFailure', 'UF'],
  ['UpstreamConnectionTermination', 'UC'],
  ['UpstreamOverflow', 'UO'],
  ['NoRouteFound', 'NR'],
  ['DelayInjected', 'DI'],
  ['FaultInjected', 'FI'],
  ['RateLimited', 'RL'],
  ['UnauthorizedExternalService', 'UAEX'],
  ['RateLimitServiceError', 'RLSE'],
  ['DownstreamConnectionTermination', 'DC'],
  ['UpstreamRetryLimitExceeded', 'URX'],
  ['StreamIdleTimeout', 'SI'],
  ['InvalidEnvoyRequestHeaders', 'IH'],
  ['DownstreamProtocolError', 'DPE'],
  ['UpstreamMaxStreamDurationReached', 'UMSDR'],
  ['ResponseFromCacheFilter', 'RFCF'],
  ['NoFilterConfigFound', 'NFCF'],
  ['DurationTimeout', 'DT'],
  ['UpstreamProtocolError', 'UPE'],
  ['NoClusterFound', 'NC'],
  ['OverloadManagerTerminated', 'OM'],
  ['DnsResolutionFailed', 'DF'],
  ['DropOverload', 'DO'],
  ['DownstreamRemoteReset', 'DR'],
  ['UnconditionalDropOverload', 'UDO'],
]);
const flags = new Set(shortNames.values());

/** Every name of a flag, the short and the long ones. */
export const responseFlagNames: readonly string[] = [...flags, ...shortNames.keys()];

/** Flags as RESPONSE_FLAGS prints them, `-` for none; undefined when one of them is not of Envoy. */
export function shortFlags(printed: string): string | undefined {
  if (printed === '-' || printed === '') return '-';
  const names = printed.split(',').map((name) => shortNames.get(name) ?? name);
  return names.every((name) => flags.has(name)) ? names.join(',') : undefined;
}
