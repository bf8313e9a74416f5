import { bool, type Message, message, messages, text } from './message.js';
import { portStart } from './paths.js';
import { type RequestHeaders, requestHeaders } from './request-headers.js';
import { lowerCase } from './string-match.js';

/** What the HTTP connection manager makes of a request before it looks for a route. */
export type NormalisedRequest =
  | { kind: 'request'; headers: RequestHeaders }
  /** It answers by itself: 400, 404 or 426, or a 307 to the cleaned path. */
  | { kind: 'reply'; status: number; details: string; location?: string };

/** What the connection has beyond the headers. */
export interface Connection {
  isHttp10?: boolean;
  /** Port of the listener, or the original port of a captured connection: `strip_matching_host_port` compares with it. */
  destinationPort?: number;
}

/**
 * Applies the settings of an HttpConnectionManager in Envoy's order: protocol, Host, path, port of the Host. Whether escaped
 * slashes are unescaped is taken from the configuration; its default depends on a runtime setting that Istio leaves alone.
 */
export function normaliseRequest(manager: Message, headers: RequestHeaders, connection: Connection): NormalisedRequest {
  const options = message(manager.http_protocol_options);
  const isHttp10 = connection.isHttp10 === true;
  if (isHttp10 && bool(options.accept_http_10) !== true) return reply(426, 'low_version');
  const defaultHost = isHttp10 ? text(options.default_host_for_http_10) : undefined;
  const authority = headers.get(':authority') || defaultHost || '';
  if (authority === '') return reply(400, 'missing_host_header');
  const values = new Map(headers.values);
  const target = headers.get(':path');
  if (target !== undefined) {
    if (target !== '*' && !/^[/\\]/.test(target)) return reply(404, 'absolute_path_rejected');
    const path = normalisePath(manager, target);
    if (typeof path !== 'string') return path;
    values.set(':path', [path]);
  }
  values.set(':authority', [normaliseHost(manager, authority, connection.destinationPort)]);
  return { kind: 'request', headers: requestHeaders(values, headers.unknown) };
}

function reply(status: number, details: string): NormalisedRequest & { kind: 'reply' } {
  return { kind: 'reply', status, details };
}

/** `strip_trailing_host_dot`, then `strip_any_host_port` or `strip_matching_host_port`; only a numeric port is a port. */
export function normaliseHost(manager: Message, authority: string, destinationPort: number | undefined): string {
  const host = bool(manager.strip_trailing_host_dot) === true ? withoutTrailingDot(authority) : authority;
  const stripsAny = bool(manager.strip_any_host_port) === true;
  if (!stripsAny && bool(manager.strip_matching_host_port) !== true) return host;
  const start = portStart(host);
  const port = start === undefined ? '' : host.slice(start + 1);
  if (!/^\d{1,10}$/.test(port)) return host;
  return stripsAny || Number(port) === destinationPort ? host.slice(0, start) : host;
}

function withoutTrailingDot(host: string): string {
  if (host.endsWith('.')) return host.slice(0, -1);
  const start = portStart(host);
  return start !== undefined && host.charAt(start - 1) === '.' ? host.slice(0, start - 1) + host.slice(start) : host;
}

function normalisePath(manager: Message, target: string): string | (NormalisedRequest & { kind: 'reply' }) {
  const whole = target.split('#', 1)[0] ?? '';
  const query = whole.includes('?') ? whole.slice(whole.indexOf('?')) : '';
  let path = whole.slice(0, whole.length - query.length);
  const action = manager.path_with_escaped_slashes_action;
  const unescaped = keepsSlashes(action) ? path : unescapeSlashes(path);
  const isUnescaped = unescaped !== path;
  if (isUnescaped && (action === 'REJECT_REQUEST' || action === 2)) return reply(400, 'path_normalization_failed');
  path = unescaped;
  if (bool(manager.normalize_path) === true) {
    const canonical = canonicalPath(path);
    if (canonical === undefined) return reply(400, 'path_normalization_failed');
    path = canonical;
  }
  if (bool(manager.merge_slashes) === true) path = mergeSlashes(path);
  if (isUnescaped && (action === 'UNESCAPE_AND_REDIRECT' || action === 3)) {
    return { ...reply(307, 'path_normalization_failed'), location: path + query };
  }
  return path + query;
}

function keepsSlashes(action: unknown): boolean {
  const unescapes = ['REJECT_REQUEST', 'UNESCAPE_AND_REDIRECT', 'UNESCAPE_AND_FORWARD', 2, 3, 4];
  return !unescapes.includes(action as string | number);
}

/** A path of slashes alone keeps two. */
function mergeSlashes(path: string): string {
  if (!path.includes('//')) return path;
  const segments = path.split('/').filter((segment) => segment !== '');
  return `${path.startsWith('/') ? '/' : ''}${segments.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

function unescapeSlashes(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
}

/**
 * The canonical form of a path as Envoy's URL library makes it: backslashes turned, unreserved characters decoded, dot segments
 * removed, what may not stand in a URL escaped. Undefined for a NUL and for what does not begin with a slash.
 */
export function canonicalPath(path: string): string | undefined {
  const decoded = path.replaceAll('\\', '/').replace(/%[0-9a-f]{2}/gi, decodeUnreserved);
  if (!decoded.startsWith('/') || decoded.includes('\0') || decoded.includes('%00')) return undefined;
  const kept: string[] = [];
  const segments = decoded.slice(1).split('/');
  segments.forEach((segment, index) => {
    const isDot = segment === '.' || segment === '..';
    if (segment === '..') kept.pop();
    if (!isDot) kept.push(segment);
    else if (index === segments.length - 1) kept.push('');
  });
  return `/${kept.join('/')}`.replace(/[\x01-\x20"<>^`{|}\x7f]/g, percentEncode);
}

function decodeUnreserved(escaped: string): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  return /[a-z0-9\-._~]/i.test(character) ? character : escaped;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/**
 * Whether the connection manager refuses an upgrade (WebSocket, CONNECT) with 403, details upgrade_failed. It decides after the route
 * is chosen, because the route (`route.upgrade_configs`) may allow or forbid the type; with no route pass an empty message.
 */
export function isUpgradeRefused(manager: Message, routeAction: Message, headers: RequestHeaders): boolean {
  const type = upgradeType(headers);
  if (type === undefined) return false;
  const byRoute = upgradeEnabled(routeAction, type);
  return byRoute === undefined ? upgradeEnabled(manager, type) !== true : !byRoute;
}

function upgradeType(headers: RequestHeaders): string | undefined {
  const connection = (headers.get('connection') ?? '').split(',').map((token) => lowerCase(token.trim()));
  const upgrade = headers.get('upgrade');
  if (upgrade !== undefined && connection.includes('upgrade')) return lowerCase(upgrade);
  return headers.get(':method') === 'CONNECT' ? 'connect' : undefined;
}

function upgradeEnabled(owner: Message, type: string): boolean | undefined {
  const config = messages(owner.upgrade_configs).find((item) => lowerCase(text(item.upgrade_type) ?? '') === type);
  return config === undefined ? undefined : (bool(config.enabled) ?? true);
}
