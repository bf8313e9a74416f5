import type { HeaderValues } from './header-match.js';
import { lowerCase } from './string-match.js';

/** The headers of one request, pseudo headers included. */
export interface RequestHeaders extends HeaderValues {
  isUnknown: (name: string) => boolean;
  /** By lower-case name, every value on its own. */
  values: ReadonlyMap<string, readonly string[]>;
  /** Headers whose value or absence depends on what no bundle holds. */
  unknown: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export function requestHeaders(
  values: ReadonlyMap<string, readonly string[]>,
  unknown: ReadonlySet<string> = none,
): RequestHeaders {
  return {
    get: (name) => values.get(name)?.join(','),
    isUnknown: (name) => unknown.has(name),
    values,
    unknown,
  };
}

/** What a caller sends. */
export interface HttpRequest {
  authority: string;
  /** With its query. A CONNECT request may have none. */
  path?: string;
  /** Default GET. */
  method?: string;
  /** Default http. */
  scheme?: string;
  headers?: readonly { name: string; value: string }[];
}

/** The headers as the connection manager hands them to routing; it says in x-forwarded-proto by which scheme the call came. */
export function headersOfRequest(request: HttpRequest): RequestHeaders {
  const scheme = request.scheme ?? 'http';
  const values = new Map<string, string[]>([
    [':authority', [request.authority]],
    [':method', [request.method ?? 'GET']],
    [':scheme', [scheme]],
  ]);
  if (request.path !== undefined) values.set(':path', [request.path]);
  for (const { name, value } of request.headers ?? []) {
    const lower = lowerCase(name);
    if (lower === 'host') continue;
    const known = values.get(lower);
    if (known === undefined) values.set(lower, [value]);
    else if (!lower.startsWith(':')) known.push(value);
  }
  if (!values.has('x-forwarded-proto')) values.set('x-forwarded-proto', [scheme]);
  return requestHeaders(values);
}
