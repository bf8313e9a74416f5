/** What is read of a notable access-log line. Absent fields are `-` in the line, or not in its format. */
export interface AccessFields {
  time?: string;
  flags: string;
  code: number;
  cluster?: string;
  authority?: string;
  details?: string;
  transportFailure?: string;
  /** Address that the connection came from, without its port. */
  caller?: string;
}

/** Nothing for what Envoy prints in the place of a value that it does not have. */
export function printedValue(token: string | undefined): string | undefined {
  return token === undefined || token === '-' || token === '' ? undefined : token;
}

/** istiod 1.24 and later ends the name with `;` for proxies that print the name of statistics. */
export function clusterName(token: string | undefined): string | undefined {
  const name = printedValue(token);
  return (name?.endsWith(';') ? name.slice(0, -1) : name)?.slice(0, 300);
}

/** The route that answers 502 to unknown hosts under REGISTRY_ONLY; it leads to no Envoy cluster. */
export function refusingRoute(route: string | undefined): string | undefined {
  return route === 'block_all' ? route : undefined;
}

/** `10.1.2.3:40000`, `[fd00::1]:40000` or an address without port; nothing for sockets and listeners inside Envoy. */
export function callerAddress(token: string | undefined): string | undefined {
  const [, v4, bracketed, bare] =
    /^(?:(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?|\[([\da-f:.]{2,45})\](?::\d{1,5})?|([\da-f]{0,4}:[\da-f:.]{1,41}))$/i.exec(
      token ?? '',
    ) ?? [];
  return v4 ?? (bracketed ?? bare)?.toLowerCase();
}

/** `upstream_reset_before_response_started{connection_failure,TLS_error:…}`: the text behind the reason is not part of it. */
export function withoutTransport(
  details: string | undefined,
  transport: string | undefined,
): Pick<AccessFields, 'details' | 'transportFailure'> {
  const reset = /^(upstream_reset_\w{1,40}\{[^|,}]{1,80})[|,](.{0,300})\}$/.exec(details ?? '');
  const kept = reset === null ? details : `${reset[1]}}`;
  const failure = transport ?? reset?.[2];
  return {
    ...(kept !== undefined && { details: kept.slice(0, 200) }),
    ...(failure !== undefined && { transportFailure: failure.slice(0, 200) }),
  };
}

const refusals = ['rbac_access_denied', 'jwt_authn_access_denied', 'low_version', 'filter_chain_not_found'] as const;

/**
 * Whether Envoy refused without a flag. `low_version` is HTTP/1.0, which it answers with 426 unless it is told to accept it;
 * `filter_chain_not_found` has the flag NR, which custom formats may leave out.
 */
export function isRefusal({ details, cluster }: Pick<AccessFields, 'details' | 'cluster'>): boolean {
  if (cluster === 'block_all' || cluster === 'BlackHoleCluster') return true;
  return refusals.some((prefix) => details?.startsWith(prefix));
}
