import type {
  CurlResult,
  DnsResult,
  Netfilter,
  PingResult,
  PodDns,
  PodSockets,
  Probe,
  RouteTable,
} from '../../../src/model/facets.js';
import { ipRoute } from '../../../src/parsers/ip-route.js';
import { netfilter as netfilterParser } from '../../../src/parsers/netfilter/index.js';
import { parseText } from '../parse.js';

const cart = { pod: { namespace: 'shop', name: 'cart-6f5b' }, workload: 'cart' };

/** resolv.conf of pod shop/cart-6f5b as the kubelet writes it, unless the test says otherwise. */
export function podDns(facts: Partial<PodDns> = {}): PodDns {
  return {
    ...cart,
    nameservers: ['10.96.0.10'],
    search: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
    ndots: 5,
    source: { path: 'proxies/shop/cart-6f5b/resolv-conf.txt' },
    ...facts,
  };
}

/** Routes of pod shop/cart-6f5b, from lines of `ip route` and `ip rule`. */
export function routeTable(text: string, facts: Partial<RouteTable> = {}): RouteTable {
  const { routes, rules } = parseText(ipRoute, text).artifact;
  return {
    ...cart,
    routes,
    ...(rules.length > 0 && { rules }),
    source: { path: 'proxies/shop/cart-6f5b/ip-route.txt' },
    ...facts,
  };
}

/** Routes of node worker-1, from lines of `ip route`. */
export function nodeRouteTable(text: string): RouteTable {
  const { routes } = parseText(ipRoute, text).artifact;
  return { node: 'worker-1', routes, source: { path: 'nodes/worker-1/ip-route.txt' } };
}

/** Rules of pod shop/cart-6f5b, from the text of iptables-save, `iptables -L` or nft; of the first family in it. */
export function netfilter(text: string, facts: Partial<Netfilter> = {}): Netfilter {
  const { rulesets, hidden, settings } = parseText(netfilterParser, text).artifact;
  const [ruleset] = rulesets;
  if (ruleset === undefined) throw new TypeError('no rules in the text');
  return {
    ...cart,
    ...ruleset,
    ...(hidden !== undefined && { hidden }),
    ...(settings !== undefined && { settings }),
    source: { path: 'proxies/shop/cart-6f5b/iptables-save.txt' },
    ...facts,
  };
}

/** Rules of node worker-1, from the text of iptables-save. */
export function nodeNetfilter(text: string): Netfilter {
  const { pod, workload, ...rules } = netfilter(text);
  return { ...rules, node: 'worker-1', source: { path: 'nodes/worker-1/iptables-save.txt' } };
}

/** Sockets of pod shop/cart-6f5b beside those of its sidecar, each as `0.0.0.0:8080` or `0.0.0.0:8080 java`. */
export function podSockets(listening: readonly string[], facts: Partial<PodSockets> = {}): PodSockets {
  const sidecar = ['127.0.0.1:15000 envoy', '0.0.0.0:15001 envoy', '0.0.0.0:15006 envoy', ':::15020 pilot-agent'];
  return {
    ...cart,
    listening: [...sidecar, ...listening].map((text, index) => {
      const [endpoint = '', program] = text.split(' ');
      const colon = endpoint.lastIndexOf(':');
      return {
        protocol: 'tcp' as const,
        address: endpoint.slice(0, colon),
        port: Number(endpoint.slice(colon + 1)),
        ...(program !== undefined && { program }),
        line: index + 3,
        excerpt: `tcp 0 0 ${endpoint} LISTEN`,
      };
    }),
    source: { path: 'proxies/shop/cart-6f5b/sockets.txt' },
    ...facts,
  };
}

/** A lookup from pod shop/cart-6f5b that the cluster's DNS service answered, unless the test says otherwise. */
export function dnsProbe(target: string, result: Partial<DnsResult> = {}, facts: Partial<Probe> = {}): Probe {
  return {
    ...cart,
    tool: 'nslookup',
    target,
    result: {
      kind: 'dns',
      server: '10.96.0.10',
      status: 'NOERROR',
      searched: true,
      addresses: [],
      excerpt: `answer for ${target}`,
      ...result,
    },
    source: { path: 'probes/shop/cart-6f5b/nslookup.1.txt', line: 4 },
    ...facts,
  };
}

/** A request from pod shop/cart-6f5b that got 200, unless the test says otherwise. */
export function curlProbe(target: string, result: Partial<CurlResult> = {}, facts: Partial<Probe> = {}): Probe {
  const answered = result.outcome === undefined || result.outcome === 'response';
  return {
    ...cart,
    tool: 'curl',
    target,
    result: {
      kind: 'curl',
      outcome: 'response',
      ...(answered && { status: 200 }),
      fromEnvoy: false,
      excerpt: `answer of ${target}`,
      ...result,
    },
    source: { path: 'probes/shop/cart-6f5b/curl.1.txt', line: 8 },
    ...facts,
  };
}

/** Two pings from pod shop/cart-6f5b, both answered, unless the test says otherwise. */
export function pingProbe(target: string, result: Partial<PingResult> = {}): Probe {
  return {
    ...cart,
    tool: 'ping',
    target,
    result: { kind: 'ping', sent: 2, received: 2, outcome: 'ok', excerpt: '2 packets transmitted', ...result },
    source: { path: 'probes/shop/cart-6f5b/ping.1.txt', line: 6 },
  };
}
