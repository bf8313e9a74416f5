import type { Netfilter, NetfilterRule } from '../facets.js';
import { derivedOnce } from './derive.js';

type Table = 'nat' | 'mangle' | 'raw';

/**
 * Istio's rules of one address family with the chain names that iptables uses, whether iptables or native nftables
 * (Istio 1.27 and later) hold them: `istio-proxy-nat/istio-output` is ISTIO_OUTPUT of nat.
 */
export interface IstioRules {
  /** Which data plane made them. */
  shape: 'sidecar' | 'ambient';
  family: 'ipv4' | 'ipv6';
  /** Rules of a chain; none when there is no such chain. */
  rules(table: Table, chain: string): readonly NetfilterRule[];
  /** What a table holds is known: it was listed, or every table was. */
  knows(table: Table): boolean;
}

/** None when no chain is Istio's; two when nftables rules of family inet are for both address families. */
export const istioRules = derivedOnce((netfilter: Netfilter): readonly IstioRules[] => {
  const chains = new Map<string, readonly NetfilterRule[]>();
  const listed = new Set<string>();
  for (const { table, name, hook, rules } of netfilter.chains) {
    const native = nativeTable.exec(table)?.[1];
    if (hook !== undefined) listed.add(native ?? table);
    if (native === undefined) chains.set(`${table}/${name}`, rules);
    else chains.set(`${native}/${hook?.toUpperCase() ?? plainName(name)}`, rules.map(withPlainTarget));
  }
  const shape = shapeOf(chains);
  if (shape === undefined) return [];
  const isNative = netfilter.chains.some((chain) => nativeTable.test(chain.table));
  const families = isNative && usesBothFamilies(chains) ? (['ipv4', 'ipv6'] as const) : [netfilter.family];
  return families.map((family) => ({
    shape,
    family,
    rules: (table, chain) =>
      (chains.get(`${table}/${chain}`) ?? []).filter((rule) => !isNative || appliesTo(rule, family)),
    knows: (table) => netfilter.complete === true || listed.has(table),
  }));
});

const nativeTable = /^istio-(?:proxy|ambient)-(nat|mangle|raw)$/;

function plainName(name: string): string {
  if (!name.startsWith('istio-')) return name;
  return name.toUpperCase().replaceAll('-', '_').replace('ISTIO_PREROUTING', 'ISTIO_PRERT');
}

function withPlainTarget(rule: NetfilterRule): NetfilterRule {
  return { ...rule, target: plainName(rule.target) };
}

function usesBothFamilies(chains: ReadonlyMap<string, readonly NetfilterRule[]>): boolean {
  const addresses = [...chains.values()].flat().flatMap((rule) => [rule.source, rule.destination]);
  const known = addresses.filter((address) => address !== undefined);
  return known.some((address) => address.includes(':')) && known.some((address) => address.includes('.'));
}

function appliesTo(rule: NetfilterRule, family: 'ipv4' | 'ipv6'): boolean {
  const other = family === 'ipv4' ? ':' : '.';
  return ![rule.source, rule.destination].some((address) => address?.includes(other) === true);
}

const sidecarChains = ['ISTIO_OUTPUT', 'ISTIO_INBOUND', 'ISTIO_REDIRECT', 'ISTIO_IN_REDIRECT'];

function shapeOf(chains: ReadonlyMap<string, readonly NetfilterRule[]>): IstioRules['shape'] | undefined {
  const names = new Set([...chains.keys()].map((key) => key.slice(key.indexOf('/') + 1)));
  // Up to 1.24 ambient pods have no ISTIO_PRERT in nat; there ISTIO_OUTPUT redirects by itself.
  const outgoing = chains.get('nat/ISTIO_OUTPUT') ?? [];
  if (names.has('ISTIO_PRERT') || outgoing.some((rule) => rule.target === 'REDIRECT' && !isDnsRedirect(rule)))
    return 'ambient';
  return sidecarChains.some((name) => names.has(name)) ? 'sidecar' : undefined;
}

export function isDnsRedirect(rule: NetfilterRule): boolean {
  return rule.target === 'REDIRECT' && rule.destinationPorts.includes('53');
}

export function jumps(rules: readonly NetfilterRule[], target: string): boolean {
  return rules.some((rule) => rule.target === target);
}

/** Names the parts that are absent while others of the same set are there. */
export function* allOrNone(parts: readonly (readonly [name: string, present: boolean])[]): Generator<string> {
  if (!parts.some(([, present]) => present)) return;
  for (const [name, present] of parts) if (!present) yield name;
}

/** 127.0.0.1, 127.0.0.0/8 (ISTIO_OUTBOUND_IPV4_LOOPBACK_CIDR) or ::1; a listing without -n prints its name. */
export function isLoopbackHost(address: string | undefined): boolean {
  return (
    address !== undefined &&
    /^(127\.0\.0\.[01](\/8)?|::1|localhost|ip6-localhost|localhost\.localdomain)$/.test(address)
  );
}

export function isNotLoopbackHost(address: string | undefined): boolean {
  return address?.startsWith('!') === true && isLoopbackHost(address.slice(1));
}
