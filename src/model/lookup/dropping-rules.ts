import type { Evidence } from '../../core/evidence.js';
import type { Netfilter, NetfilterChain, NetfilterRule } from '../facets.js';
import { groupBy } from './derive.js';

interface DroppingRule {
  chain: NetfilterChain;
  rule: NetfilterRule;
}

/** Chains of Kubernetes, of network plugins, of Docker and of Istio, whose drops are part of how they work. */
const ownedChains =
  /^(KUBE-|cali-|CILIUM|OLD_CILIUM|WEAVE|ANTREA|FLANNEL|CNI-|DOCKER|AWS-|OVN-KUBE|LIBVIRT|ISTIO_|istio-|ztunnel-|f2b-|ts-)/;
const ownedTables = /^(kube-|calico|cilium|antrea|flannel|istio-|kindnet|docker|ovn|libvirt)/;

/** One way in which a packet filter stops traffic: a rule, or a policy that no rule makes exceptions from. */
export interface TrafficStop {
  kind: 'rule' | 'policy';
  /** Where it stands and what it is, the same for equal rules whatever printed them. */
  args: { chain: string; rule: string };
  /** It stops everybody, or has stopped something already. */
  isBreaking: boolean;
  evidence: Evidence;
}

/** What stops traffic in a pod or on a node; a pod forwards nothing. */
export function trafficStops(netfilter: Netfilter): readonly TrafficStop[] {
  const matters = ({ hook }: NetfilterChain) => netfilter.pod === undefined || hook !== 'forward';
  const rules = droppingRules(netfilter).filter(({ chain }) => matters(chain));
  return [
    ...rules.map(
      ({ chain, rule }): TrafficStop => ({
        kind: 'rule',
        args: { chain: `${chain.table}/${chain.name}`, rule: describeRule(rule) },
        isBreaking: (rule.packets ?? 0) > 0 || (netfilter.pod !== undefined && isBroad(rule)),
        evidence: { ...netfilter.source, line: rule.line, excerpt: rule.excerpt },
      }),
    ),
    ...closedChains(netfilter)
      .filter(matters)
      .map(
        (chain): TrafficStop => ({
          kind: 'policy',
          args: { chain: `${chain.table}/${chain.name}`, rule: 'policy DROP' },
          isBreaking: true,
          evidence: {
            ...netfilter.source,
            ...(chain.line !== undefined && { line: chain.line }),
            excerpt: `${chain.table}/${chain.name}: policy DROP`,
            reconstructed: true,
          },
        }),
      ),
  ];
}

/** Rules that really take effect: behind no rule that accepts everything, and not of a component that is meant to drop. */
function droppingRules(netfilter: Netfilter): readonly DroppingRule[] {
  return [...reachableChains(netfilter)].flatMap(({ chain, rules }) =>
    rules
      .filter((rule) => drops(rule) && !isHarmless(rule) && !isIpv6Guard(netfilter, chain, rule))
      .map((rule) => ({ chain, rule })),
  );
}

/** Chains with policy DROP in which no rule lets a new connection pass. */
function closedChains(netfilter: Netfilter): readonly NetfilterChain[] {
  const closed = netfilter.chains.filter(({ policy, table }) => policy === 'DROP' && !ownedTables.test(table));
  return closed.filter(
    (chain) =>
      ![...chainsBelow(netfilter, chain, (name) => !/^(KUBE-FORWARD|DOCKER)/.test(name))].some(({ rules }) =>
        rules.some(acceptsNew),
      ),
  );
}

function drops({ target }: NetfilterRule): boolean {
  return target === 'DROP' || target === 'REJECT';
}

/** In this order of fields, so that equal rules read the same whatever printed them. */
function describeRule(rule: NetfilterRule): string {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['', rule.protocol],
    ['from ', rule.source],
    ['to ', rule.destination],
    ['in ', rule.inInterface],
    ['out ', rule.outInterface],
    ['port ', rule.destinationPorts.join(',') || undefined],
    ['source port ', rule.sourcePorts?.join(',')],
    ['user ', rule.uid],
    ['group ', rule.gid],
    ['if ', rule.matches?.join(', ')],
  ];
  const words = parts.flatMap(([word, value]) => (value === undefined ? [] : [`${word}${value}`]));
  return `${rule.target} ${words.length === 0 ? 'everything' : words.join(' ')}`;
}

/** A rule without a condition on who talks to whom. */
function isBroad({ source, destination, uid, gid, matches, inInterface, outInterface }: NetfilterRule): boolean {
  return [source, destination, uid, gid, matches, inInterface, outInterface].every((value) => value === undefined);
}

interface Reached {
  chain: NetfilterChain;
  /** The rules up to one that accepts everything. */
  rules: readonly NetfilterRule[];
}

function* reachableChains(netfilter: Netfilter): Generator<Reached> {
  const seen = new Set<NetfilterChain>();
  for (const chain of netfilter.chains) {
    if (chain.hook !== undefined && !ownedTables.test(chain.table))
      yield* chainsBelow(netfilter, chain, (name) => !ownedChains.test(name), seen);
  }
}

function* chainsBelow(
  netfilter: Netfilter,
  start: NetfilterChain,
  follow: (name: string) => boolean,
  seen = new Set<NetfilterChain>(),
): Generator<Reached> {
  const byName = groupBy(
    netfilter.chains.filter(({ table }) => table === start.table),
    ({ name }) => name,
  );
  const waiting = [start];
  for (let chain = waiting.pop(); chain !== undefined; chain = waiting.pop()) {
    if (seen.has(chain)) continue;
    seen.add(chain);
    const end = chain.rules.findIndex(
      (rule) =>
        rule.target === 'ACCEPT' &&
        isBroad(rule) &&
        rule.protocol === undefined &&
        rule.destinationPorts.length === 0 &&
        rule.sourcePorts === undefined,
    );
    const rules = end < 0 ? chain.rules : chain.rules.slice(0, end + 1);
    yield { chain, rules };
    for (const { target } of rules) if (follow(target)) waiting.push(...(byName.get(target) ?? []));
  }
}

/** Drops that no connection of the mesh meets: broken packets, pings, addresses that never leave a host, too many attempts. */
function isHarmless({ protocol, source, destination, matches = [] }: NetfilterRule): boolean {
  if (/^(icmp|ipv6-icmp|icmpv6|igmp|!tcp)$/.test(protocol ?? '')) return true;
  if (
    [source, destination].some(
      (address) =>
        address !== undefined && /^(127\.|169\.254\.|22[4-9]\.|23\d\.|255\.255\.|::1|fe80:|ff)/.test(address),
    )
  )
    return true;
  return matches.some((match) =>
    /invalid|rpfilter|tcp-flags|--syn|flags:|limit|recent|addrtype|pkttype|fib |icmp/i.test(match),
  );
}

/** Istio 1.0 to 1.4 refuse inbound IPv6 in pods that have no IPv6 address. */
function isIpv6Guard({ family, pod }: Netfilter, chain: NetfilterChain, rule: NetfilterRule): boolean {
  const [first] = chain.rules;
  return (
    pod !== undefined &&
    family === 'ipv6' &&
    chain.hook === 'input' &&
    chain.rules.length <= 3 &&
    chain.rules.at(-1) === rule &&
    first?.target === 'ACCEPT' &&
    first.matches?.some((match) => match.includes('ESTABLISHED')) === true
  );
}

function acceptsNew({ target, protocol, inInterface, outInterface, matches = [] }: NetfilterRule): boolean {
  if (target !== 'ACCEPT' || /icmp/.test(protocol ?? '')) return false;
  if (/^(lo|docker0|br-)/.test(inInterface ?? outInterface ?? '')) return false;
  return !matches.some((match) => /established/i.test(match) && !/\bnew\b/i.test(match));
}
