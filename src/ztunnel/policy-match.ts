import { parseIp, parseRange, rangeContains } from '../core/ip.js';
import { and, every, not, some, type Truth } from '../envoy/truth.js';
import type {
  ZtunnelMatch,
  ZtunnelPolicy,
  ZtunnelServiceAccount,
  ZtunnelStringMatch,
} from '../parsers/ztunnel/artifact.js';

/** A connection as the ztunnel of the destination sees it. A field that is absent is not known. */
export interface InboundConnection {
  sourceIp?: string;
  /** The workload's own address. */
  destinationIp?: string;
  /** The workload's port, after the service's was translated. */
  destinationPort?: number;
  /** `TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT` of the peer, which is the waypoint behind one; `none` in plain text. */
  principal?: string;
}

/** A policy matches when any rule does, a rule when all of its clauses do; without rules it matches nothing. */
export function policyMatches({ rules }: ZtunnelPolicy, connection: InboundConnection): Truth {
  if (rules === undefined) return 'unknown';
  return some(rules, (clauses) => every(clauses, (matches) => clauseMatches(matches, connection)));
}

/** An empty clause matches all. */
function clauseMatches(matches: readonly ZtunnelMatch[], connection: InboundConnection): Truth {
  return matches.length === 0 ? true : some(matches, (match) => matchHolds(match, connection));
}

/** A match without conditions matches nothing. */
export function isEmptyMatch(match: ZtunnelMatch): boolean {
  return Object.values(match).every((values) => Array.isArray(values) && values.length === 0);
}

function matchHolds(match: ZtunnelMatch, connection: InboundConnection): Truth {
  if (isEmptyMatch(match)) return false;
  const { sourceIp, destinationIp, destinationPort } = connection;
  const principal = identified(connection, (identity) => identity);
  const namespace = identified(connection, (identity) => /\/ns\/([^/]*)\//.exec(identity)?.[1] ?? '');
  return and([
    holds(match.destinationIps, match.notDestinationIps, destinationIp, inRange),
    holds(match.sourceIps, match.notSourceIps, sourceIp, inRange),
    holds(match.destinationPorts, match.notDestinationPorts, destinationPort, (port, actual) => port === actual),
    holds(match.serviceAccounts, match.notServiceAccounts, principal, isAccount),
    holds(
      match.principals,
      match.notPrincipals,
      principal,
      (wanted, actual) => actual !== '' && isLike(wanted, actual),
    ),
    holds(match.namespaces, match.notNamespaces, namespace, isLike),
    match.isPartial === true ? 'unknown' : true,
  ]);
}

/** Empty for a peer without identity. */
function identified({ principal }: InboundConnection, read: (identity: string) => string): string | undefined {
  return principal === 'none' ? '' : principal && read(principal);
}

/** Any of the wanted values and none of the others; what is not listed asks for nothing. */
function holds<Wanted, Actual>(
  wanted: readonly Wanted[] = [],
  unwanted: readonly Wanted[] = [],
  actual: Actual | undefined,
  matches: (wanted: Wanted, actual: Actual) => Truth,
): Truth {
  const one = (value: Wanted) => (actual === undefined ? 'unknown' : matches(value, actual));
  return and([wanted.length === 0 ? true : some(wanted, one), not(some(unwanted, one))]);
}

function inRange(range: string, address: string): Truth {
  const [parsed, ip] = [parseRange(range), parseIp(address)];
  return parsed === undefined || ip === undefined ? 'unknown' : rangeContains(parsed, ip);
}

function isAccount({ namespace, serviceAccount }: ZtunnelServiceAccount, principal: string): boolean {
  return principal.endsWith(`/ns/${namespace}/sa/${serviceAccount}`);
}

function isLike({ kind, value }: ZtunnelStringMatch, actual: string): boolean {
  switch (kind) {
    case 'exact':
      return actual === value;
    case 'prefix':
      return actual.startsWith(value);
    case 'suffix':
      return actual.endsWith(value);
    case 'presence':
      return actual !== '';
  }
}
