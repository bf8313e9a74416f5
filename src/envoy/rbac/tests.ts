import { type IpRange, rangeContains } from '../../core/ip.js';
import { matchHeader } from '../header-match.js';
import { matchKnownMetadata, metadataPath, metadataValue, notKnown } from '../known-metadata.js';
import { isMessage, type Message, message, messages, number, text } from '../message.js';
import { pathOnly } from '../paths.js';
import { socketIp } from '../socket-ip.js';
import { lowerCase, matchString } from '../string-match.js';
import { some, type Truth } from '../truth.js';
import { uriTemplate } from '../uri-template.js';
import { type Field, type Test, undecidable } from './condition.js';
import type { RbacRequest } from './request.js';
import { wantedHeader, wantedString, wantedValue } from './wanted.js';

const fieldsOfHeaders: ReadonlyMap<string, Field> = new Map<string, Field>([
  [':method', 'method'],
  [':authority', 'host'],
  ['host', 'host'],
  [':path', 'path'],
]);

export function headerTest(matcher: Message): Test {
  const name = lowerCase(text(matcher.name) ?? '');
  const field = fieldsOfHeaders.get(name) ?? 'header';
  const key = field === 'host' ? ':authority' : name;
  return {
    kind: 'test',
    field,
    ...(field === 'header' && { name }),
    wants: wantedHeader(matcher),
    holds: ({ headers }) => (headers === undefined ? 'unknown' : matchHeader(matcher, headers)),
    actual: (request) => knownHeader(request, key),
  };
}

function knownHeader({ headers }: RbacRequest, name: string): string | undefined {
  return headers?.isUnknown?.(name) === true ? undefined : headers?.get(name);
}

/** A PathMatcher: the path without its query. */
export function pathTest(matcher: Message): Test {
  const path = message(matcher.path);
  return onPath(wantedString(path), (value) => matchString(path, value));
}

/** The URI template extension (`typed_config.path_template`). */
export function templateTest(extension: Message): Test {
  const template = text(message(extension.typed_config).path_template) ?? '';
  const prepared = uriTemplate(template);
  return onPath(`template ${template}`, (path) => prepared?.matches(path) ?? 'unknown');
}

function onPath(wants: string, matches: (path: string) => Truth): Test {
  const path = ({ headers }: RbacRequest) => {
    const target = headers?.get(':path');
    return target === undefined ? undefined : pathOnly(target);
  };
  return {
    kind: 'test',
    field: 'path',
    wants,
    holds: (request) => {
      if (request.headers === undefined || request.headers.isUnknown?.(':path') === true) return 'unknown';
      const found = path(request);
      return found === undefined ? false : matches(found);
    },
    actual: path,
  };
}

/** A CidrRange against an address of the request. */
export function addressTest(field: Field, cidr: Message, actual: (request: RbacRequest) => string | undefined): Test {
  const prefix = text(cidr.address_prefix) ?? '';
  const length = number(cidr.prefix_len) ?? 0;
  const range = rangeOf(prefix, length);
  if (range === undefined) return undecidable(field, `${prefix}/${length}`);
  return {
    kind: 'test',
    field,
    wants: length === widthOf(range) ? prefix : `${prefix}/${length}`,
    holds: (request) => {
      const ip = socketIp(actual(request) ?? '');
      return ip === undefined ? 'unknown' : rangeContains(range, ip);
    },
    actual,
  };
}

function rangeOf(prefix: string, length: number): IpRange | undefined {
  const ip = socketIp(prefix);
  if (ip === undefined || !Number.isInteger(length) || length < 0) return undefined;
  const range = { ...ip, length };
  return length <= widthOf(range) ? range : undefined;
}

function widthOf({ family }: IpRange): number {
  return family === 'ipv4' ? 32 : 128;
}

/** Ports from `start` to the one before `end`. */
export function portTest(start: number, end: number): Test {
  return {
    kind: 'test',
    field: 'destination port',
    wants: end === start + 1 ? String(start) : `${start} to ${end - 1}`,
    holds: ({ destinationPort: port }) => (port === undefined ? 'unknown' : port >= start && port < end),
    actual: ({ destinationPort }) => (destinationPort === undefined ? undefined : String(destinationPort)),
  };
}

export function serverNameTest(matcher: Message): Test {
  return {
    kind: 'test',
    field: 'server name',
    wants: wantedString(matcher),
    holds: ({ serverName }) => (serverName === undefined ? 'unknown' : matchString(matcher, serverName)),
    actual: ({ serverName }) => serverName,
  };
}

/** Istio 1.0 to 1.4 tells identities and claims by metadata of its own filter, Istio 1.22 and later claims by that of Envoy's. */
export function metadataTest(matcher: Message, source: 'dynamic' | 'route' = 'dynamic'): Test {
  const metadata = (request: RbacRequest) => (source === 'route' ? request.routeMetadata : request.metadata);
  const { field, name } = metadataField(metadataPath(matcher));
  return {
    kind: 'test',
    field,
    ...(name !== undefined && { name }),
    wants: wantedValue(message(matcher.value)),
    holds: (request) => matchKnownMetadata(matcher, metadata(request)),
    actual: (request) => {
      const value = metadataValue(matcher, metadata(request) ?? {});
      return value === undefined || value === notKnown ? undefined : printed(value);
    },
  };
}

function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function metadataField(path: readonly string[]): { field: Field; name?: string } {
  const [filter, key = '', ...rest] = path;
  if (filter === 'envoy.filters.http.jwt_authn') return { field: 'claim', name: rest.join('.') };
  if (filter !== 'istio_authn') return { field: 'metadata', name: path.join('.') };
  if (key === 'source.principal' || key === 'source.user') return { field: 'principal' };
  if (key === 'source.namespace') return { field: 'namespace' };
  return { field: 'claim', name: [key.replace(/^request\.auth\./, ''), ...rest].join('.') };
}

/** `filter_state`: what is not there matches nothing. */
export function filterStateTest(matcher: Message): Test {
  const key = text(matcher.key) ?? '';
  const isIdentity = key === 'io.istio.peer_principal';
  const strings = matcher.string_match;
  return {
    kind: 'test',
    field: isIdentity ? identityField(message(strings)) : 'metadata',
    ...(!isIdentity && { name: key }),
    wants: isMessage(strings) ? wantedString(strings) : 'an address',
    holds: ({ filterState }) => {
      const value = filterState?.get(key);
      if (filterState === undefined) return 'unknown';
      if (value === undefined) return false;
      if (isMessage(strings)) return matchString(strings, value);
      return isMessage(matcher.address_match) ? matchAddress(matcher.address_match, value) : 'unknown';
    },
    actual: ({ filterState }) => filterState?.get(key),
  };
}

function matchAddress(matcher: Message, value: string): Truth {
  const ip = socketIp(value);
  if (ip === undefined) return 'unknown';
  return some(messages(matcher.ranges), (cidr) => {
    const range = rangeOf(text(cidr.address_prefix) ?? '', number(cidr.prefix_len) ?? 0);
    return range === undefined ? 'unknown' : rangeContains(range, ip);
  });
}

/** `authenticated`: every name of the peer's certificate is tried; without a wanted name any TLS connection will do. */
export function authenticatedTest(authenticated: Message): Test {
  const legacy = text(authenticated.name);
  const wanted = isMessage(authenticated.principal_name) ? authenticated.principal_name : legacy && { exact: legacy };
  const matcher = wanted || undefined;
  return {
    kind: 'test',
    field: matcher === undefined ? 'principal' : identityField(matcher),
    wants: matcher === undefined ? 'any TLS client' : wantedString(matcher),
    holds: ({ peer }) => {
      if (peer === undefined) return 'unknown';
      if (peer.transport === 'plaintext') return false;
      if (matcher === undefined) return true;
      return peer.names === undefined ? 'unknown' : some(peer.names, (name) => matchString(matcher, name));
    },
    actual: ({ peer }) => (peer?.transport === 'tls' ? peer.names?.[0] || undefined : undefined),
  };
}

/** Istio writes namespaces and service accounts as patterns over the whole identity. */
function identityField(matcher: Message): Field {
  const expression = text(message(matcher.safe_regex).regex) ?? text(matcher.regex) ?? '';
  if (expression.startsWith('.*/ns/') && expression.endsWith('/.*')) return 'namespace';
  return /^spiffe:\/\/\.\+\/ns\/.*\(\.\+\/\|\)sa\//.test(expression) ? 'service account' : 'principal';
}
