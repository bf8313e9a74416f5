import { bool, type Message, messages, text, texts } from '../message.js';
import { portStart } from '../paths.js';
import { prepared } from '../prepared.js';
import { lowerCase } from '../string-match.js';
import type { RouteRequest } from './request.js';

/** A virtual host and where it stands in `virtual_hosts`. */
export interface VirtualHost {
  index: number;
  name: string;
  fields: Message;
}

/** Virtual hosts by the text of a wildcard domain without its star, for one length of that text. */
interface Wildcards {
  length: number;
  hosts: Map<string, VirtualHost>;
}

interface Domains {
  exact: Map<string, VirtualHost>;
  /** Longest first. */
  suffixes: readonly Wildcards[];
  /** Longest first. */
  prefixes: readonly Wildcards[];
  any: VirtualHost | undefined;
}

/**
 * The virtual host that takes a request: exact domain, then the longest `*suffix`, then the longest `prefix*`, then `*`. Domains
 * compare without case, and with their port unless `ignore_port_in_host_matching` is set.
 */
export function findVirtualHost(routeConfiguration: Message, request: RouteRequest): VirtualHost | undefined {
  const domains = domainsOf(routeConfiguration);
  const hasNoWildcards = domains.suffixes.length === 0 && domains.prefixes.length === 0;
  const asksNoWildcards = request.isEnvoy18 === true && domains.any !== undefined;
  if (domains.exact.size === 0 && (hasNoWildcards || asksNoWildcards)) return domains.any;
  const authority = request.headers.get(':authority');
  if (authority === undefined) return undefined;
  const host = hostOf(authority, bool(routeConfiguration.ignore_port_in_host_matching) === true);
  return (
    domains.exact.get(host) ??
    longestWildcard(domains.suffixes, host, (length) => host.slice(-length)) ??
    (request.isEnvoy18 === true
      ? undefined
      : longestWildcard(domains.prefixes, host, (length) => host.slice(0, length))) ??
    domains.any
  );
}

function hostOf(authority: string, ignoresPort: boolean): string {
  return lowerCase(ignoresPort ? authority.slice(0, portStart(authority)) : authority);
}

/** A wildcard stands for at least one character. */
function longestWildcard(
  wildcards: readonly Wildcards[],
  host: string,
  part: (length: number) => string,
): VirtualHost | undefined {
  for (const { length, hosts } of wildcards) {
    const found = length < host.length ? hosts.get(part(length)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Envoy refuses a domain that occurs twice; of a dump that has one all the same the first counts. */
const domainsOf: (routeConfiguration: Message) => Domains = prepared((routeConfiguration: Message) => {
  const exact = new Map<string, VirtualHost>();
  const suffixes = new Map<string, VirtualHost>();
  const prefixes = new Map<string, VirtualHost>();
  let any: VirtualHost | undefined;
  messages(routeConfiguration.virtual_hosts).forEach((fields, index) => {
    const virtualHost: VirtualHost = { index, name: text(fields.name) ?? '', fields };
    for (const domain of texts(fields.domains).map(lowerCase)) {
      if (domain === '*') any ??= virtualHost;
      else if (domain.startsWith('*')) putIfAbsent(suffixes, domain.slice(1), virtualHost);
      else if (domain.endsWith('*')) putIfAbsent(prefixes, domain.slice(0, -1), virtualHost);
      else putIfAbsent(exact, domain, virtualHost);
    }
  });
  return { exact, suffixes: byLength(suffixes), prefixes: byLength(prefixes), any };
});

function putIfAbsent(hosts: Map<string, VirtualHost>, domain: string, virtualHost: VirtualHost): void {
  if (!hosts.has(domain)) hosts.set(domain, virtualHost);
}

function byLength(hosts: Map<string, VirtualHost>): readonly Wildcards[] {
  const lengths = new Map<number, Map<string, VirtualHost>>();
  for (const [part, virtualHost] of hosts) {
    const sameLength = lengths.get(part.length) ?? new Map<string, VirtualHost>();
    lengths.set(part.length, sameLength.set(part, virtualHost));
  }
  return [...lengths].map(([length, found]) => ({ length, hosts: found })).sort((a, b) => b.length - a.length);
}
