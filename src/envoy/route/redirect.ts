import { bool, type Message, number, text } from '../message.js';
import { pathOnly, queryOf } from '../paths.js';
import { regexRewrite } from './path-rewrite.js';

/** What a redirect answers. */
export interface Redirect {
  code: number;
  /** Undefined when it depends on a pattern that cannot be applied. */
  location: string | undefined;
}

/** The request as far as its URL goes. */
export interface RequestUrl {
  authority: string;
  /** With query. */
  path: string;
  scheme: string;
  /** By which scheme the call came (x-forwarded-proto). */
  forwardedProto: string;
}

const codes: ReadonlyMap<unknown, number> = new Map<unknown, number>([
  ['FOUND', 302],
  [1, 302],
  ['SEE_OTHER', 303],
  [2, 303],
  ['TEMPORARY_REDIRECT', 307],
  [3, 307],
  ['PERMANENT_REDIRECT', 308],
  [4, 308],
]);

/** The answer of a RedirectAction; `matched` is the part of the path that the route matched. */
export function redirect(action: Message, url: RequestUrl, matched: string): Redirect {
  const path = rewrittenPath(action, url.path, matched);
  return {
    code: codes.get(action.response_code) ?? 301,
    location: path === undefined ? undefined : location(action, url, path),
  };
}

/** A virtual host with `require_tls` sends the same URL with https, its port unchanged. */
export function tlsRedirect(url: RequestUrl): Redirect {
  return { code: 301, location: `https://${url.authority}${url.path}` };
}

/** The URL that a redirect points to, once `path` is rewritten. An empty action gives the URL of the request itself. */
export function location(action: Message, url: RequestUrl, path: string): string {
  const scheme = text(action.scheme_redirect) || (bool(action.https_redirect) === true ? 'https' : url.scheme);
  const port = number(action.port_redirect) ?? 0;
  const newPort = port === 0 ? '' : `:${port}`;
  const host = text(action.host_redirect) || requestHost(url, scheme, newPort);
  return `${scheme}://${host}${newPort}${redirectedPath(action, path)}`;
}

/** The Host of the request; a new port replaces its port, a change of scheme drops the default port of the old one. */
function requestHost(url: RequestUrl, scheme: string, newPort: string): string {
  const { authority, forwardedProto } = url;
  const bracket = authority.lastIndexOf(']:');
  const colon = authority.startsWith('[') ? (bracket === -1 ? -1 : bracket + 1) : authority.lastIndexOf(':');
  if (colon === -1) return authority;
  const defaultPort = forwardedProto === 'https' ? ':443' : forwardedProto === 'http' ? ':80' : undefined;
  const isDefault = scheme !== forwardedProto && authority.slice(colon) === defaultPort;
  return newPort !== '' || isDefault ? authority.slice(0, colon) : authority;
}

/** A query in `path_redirect` wins over the query of the request and is never stripped. */
function redirectedPath(action: Message, path: string): string {
  const replacement = text(action.path_redirect) ?? '';
  const hasOwnQuery = replacement.includes('?');
  const found = replacement === '' ? path : hasOwnQuery ? replacement : replacement + queryOf(path);
  const absolute = found.startsWith('/') ? found : `/${found}`;
  if (bool(action.strip_query) !== true || hasOwnQuery) return absolute;
  return absolute.slice(0, absolute.length - queryOf(absolute).length);
}

function rewrittenPath(action: Message, path: string, matched: string): string | undefined {
  const prefix = text(action.prefix_rewrite) ?? '';
  if (prefix !== '') return prefix + path.slice(matched.length);
  const just = pathOnly(path);
  const rewritten = regexRewrite(action.regex_rewrite, just);
  return rewritten === undefined ? undefined : rewritten + path.slice(just.length);
}
