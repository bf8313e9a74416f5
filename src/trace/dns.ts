import type { Evidence } from '../core/evidence.js';
import { parseIp, parseRange, rangeContains, sameAddress } from '../core/ip.js';
import type { PodDns, PodSpec, Service, ServiceEntry } from '../model/facets.js';
import { derivedOnce, groupBy } from '../model/lookup/derive.js';
import { findServices, hostOfService } from '../model/lookup/hosts.js';
import { findVisibleHost } from '../model/lookup/visible-hosts.js';
import { askClusterZone, type ZoneSources } from './cluster-zone.js';
import type { DnsAnswer } from './dns-answer.js';
import {
  blockedQueries,
  type DeadServer,
  deadServer,
  type ProxyDns,
  type ProxyMetadata,
  proxyDns,
  type ServerSources,
} from './dns-server.js';
import { candidateNames, type Resolver, resolverOf } from './resolver.js';

export interface DnsQuestion {
  pod: PodSpec;
  /** As the application writes it, without port; addresses of IPv6 without brackets. */
  host: string;
  /** Of the pod's proxy. */
  metadata?: ProxyMetadata;
}

export interface DnsSources extends ZoneSources, ServerSources {
  podDns?: readonly PodDns[];
  serviceEntries?: readonly ServiceEntry[];
}

/** The address that stands for every host outside the cluster (RFC 5737, TEST-NET-3). */
export const placeholderAddress = '203.0.113.1';

const allocated = ['240.240.0.0/16', '2001:2::/48'].flatMap((range) => parseRange(range) ?? []);

/** Istio gives such addresses to hosts of ServiceEntries that have none (Istio 1.8). */
export function isAutoAllocated(address: string): boolean {
  const ip = parseIp(address);
  return ip !== undefined && allocated.some((range) => rangeContains(range, ip));
}

/** What a pod gets for the host of a call, before any proxy sees the call. */
export function resolve(question: DnsQuestion, sources: DnsSources): DnsAnswer & { evidence: readonly Evidence[] } {
  const { host, pod } = question;
  const resolver = resolverOf(pod, sources.podDns, sources.mesh);
  const answer = parseIp(host) === undefined ? lookUp(question, sources, resolver) : literal(host, sources);
  return { ...answer, evidence: [resolver.source] };
}

function lookUp({ host, pod, metadata = {} }: DnsQuestion, sources: DnsSources, resolver: Resolver): DnsAnswer {
  const lookup: Lookup = { pod, host, sources, resolver, proxy: proxyDns(pod, metadata, sources) };
  const dead = deadServer(resolver, sources);
  const { glibc, musl } = candidateNames(host, resolver);
  const answer = firstAnswer(lookup, dead, glibc);
  if (musl.length === glibc.length || !isAnswered(answer)) return withPolicy(lookup, answer);
  // Only a name that glibc completes and musl does not depends on the library.
  const other = firstAnswer(lookup, dead, musl);
  const differs = !isAnswered(other) || other.name !== answer.name;
  return withPolicy(lookup, differs ? assuming(answer, 'the C library of the application is not musl') : answer);
}

interface Lookup {
  pod: PodSpec;
  host: string;
  sources: DnsSources;
  resolver: Resolver;
  proxy: ProxyDns;
}

type Answered = Extract<DnsAnswer, { status: 'matched' | 'assumed' }>;

function isAnswered(answer: DnsAnswer): answer is Answered {
  return answer.status === 'matched' || answer.status === 'assumed';
}

function assuming(answer: Answered, what: string): Answered {
  return { ...answer, status: 'assumed', assumed: [...answer.assumed, what] };
}

function literal(address: string, { services = [] }: DnsSources): DnsAnswer {
  const service = services.find(({ clusterIPs }) => clusterIPs.some((ip) => sameAddress(ip, address)));
  return { status: 'matched', by: 'literal', name: address, addresses: [address], ...named(service), ...nothing };
}

const nothing = { aliases: [], assumed: [] };

function named(service: Service | undefined) {
  return service !== undefined && { service: { namespace: service.namespace, name: service.name } };
}

/** The names one after the other, as the C library asks for them: the first that exists ends the search. */
function firstAnswer(lookup: Lookup, dead: DeadServer | undefined, names: readonly string[]): DnsAnswer {
  const absolute = lookup.host.toLowerCase().replace(/\.$/, '');
  let mayBeOutside: string | undefined;
  for (const name of names) {
    const found = ask(lookup, name, dead);
    const answer = found === 'outside' && name === absolute ? answerOutside(lookup, name, dead) : found;
    if (answer === undefined) continue;
    if (answer === 'outside') mayBeOutside ??= name;
    else if (mayBeOutside === undefined || !isAnswered(answer)) return answer;
    else return assuming(answer, `no server outside knows ${mayBeOutside}`);
  }
  const because = `none of the names that the pod asks for exists: ${names.join(', ')}`;
  if (mayBeOutside !== undefined)
    return {
      status: 'unknown',
      because: `${because}, unless a server outside knows ${mayBeOutside}`,
      condition: 'DNS_NXDOMAIN',
    };
  const meant = meantNames(lookup);
  return { status: 'fails', condition: 'DNS_NXDOMAIN', because, tried: names, ...(meant.length > 0 && { meant }) };
}

/** Undefined: the name does not exist, and the next is tried. */
function ask(lookup: Lookup, name: string, dead: DeadServer | undefined): DnsAnswer | 'outside' | undefined {
  const { sources, proxy } = lookup;
  const aliases: string[] = [];
  let asked = name;
  while (aliases.length <= mostAliases) {
    const answer = askClusterZone(asked, sources);
    if (answer.kind === 'outside') return aliases.length === 0 ? 'outside' : placeholder(asked, aliases);
    if (answer.kind === 'no-such-name') return aliases.length === 0 ? askProxy(lookup, name) : undefined;
    if (lookup.resolver.isOfNode && !proxy.captures) return nodeResolver(lookup, [asked]);
    // The proxy answers for the services it knows, whatever server stands behind it.
    if (dead !== undefined && !proxy.captures)
      return { status: 'fails', condition: 'DNS_SERVER_DOWN', because: dead.because, tried: [name] };
    if (answer.kind === 'unknown') return { status: 'unknown', because: answer.because, ...named(answer.service) };
    if (answer.kind === 'addresses') {
      const assumed = answer.isAssumed ? ['the answer has addresses that were not captured'] : [];
      return {
        status: assumed.length > 0 ? 'assumed' : 'matched',
        by: proxy.captures ? 'proxy' : 'cluster',
        name: asked,
        addresses: answer.addresses,
        ...named(answer.service),
        aliases,
        assumed,
      };
    }
    aliases.push(answer.target);
    asked = answer.target;
  }
  return { status: 'unknown', because: `the aliases of ${name} lead to one another` };
}

const mostAliases = 8;

/** An absolute name that is not of the cluster; `outside` where it is more likely meant to be of one. */
function answerOutside(lookup: Lookup, name: string, dead: DeadServer | undefined): DnsAnswer | 'outside' | undefined {
  const ofEntry = askProxy(lookup, name);
  if (ofEntry !== undefined) return ofEntry;
  const meant = lookup.resolver.isOfNode ? meantNames(lookup) : [];
  if (meant.length > 0) return nodeResolver(lookup, meant);
  if (dead?.isDown) return { status: 'fails', condition: 'DNS_SERVER_DOWN', because: dead.because, tried: [name] };
  // Neither a name without a dot nor one below `svc` is delegated by the root of the DNS.
  if (!name.includes('.') || name.endsWith('.svc')) return undefined;
  return looksLikeService(lookup, name) ? 'outside' : placeholder(name, []);
}

/** `service.namespace`, or `member.service`. */
function looksLikeService({ pod, sources }: Lookup, name: string): boolean {
  const [, second = '', ...rest] = name.split('.');
  const services = sources.services ?? sources.serviceSpecs ?? [];
  const isNamespace = serviceNamespaces(services).has(second);
  const isService = findServices(services, { namespace: pod.namespace, name: second }).length > 0;
  return rest.length === 0 && (isNamespace || isService);
}

const serviceNamespaces = derivedOnce(
  (services: readonly Service[]) => new Set(services.map(({ namespace }) => namespace)),
);

function nodeResolver({ pod, host }: Lookup, meant: readonly string[]): DnsAnswer {
  const because = `the pod resolves names as its node does (dnsPolicy ${pod.dnsPolicy}), which knows no service`;
  return { status: 'fails', condition: 'DNS_POLICY', because, tried: [host], meant };
}

function placeholder(name: string, aliases: readonly string[]): DnsAnswer {
  const assumed = [`${name} exists; its address is not known offline`];
  return { status: 'assumed', by: 'placeholder', name, addresses: [placeholderAddress], aliases, assumed };
}

/** The proxy's own table has hosts of ServiceEntries that have an address, or were given one. */
function askProxy({ pod, sources, proxy }: Lookup, name: string): DnsAnswer | undefined {
  if (!proxy.captures || sources.serviceEntries === undefined) return undefined;
  const registry = { services: [], serviceEntries: sources.serviceEntries, mesh: sources.mesh };
  const [entry] = findVisibleHost(name, pod.namespace, registry)?.entries ?? [];
  if (entry === undefined) return undefined;
  const { addresses: written, allocated: given = [], resolution, hosts } = entry.spec;
  const addresses = written.filter((address) => !address.includes('/') && parseIp(address) !== undefined);
  const found = addresses.length > 0 ? addresses : given;
  const common = {
    by: 'proxy' as const,
    name,
    serviceEntry: { namespace: entry.namespace, name: entry.name },
    aliases: [],
  };
  if (found.length > 0) return { status: 'matched', addresses: found, ...common, assumed: [] };
  const isAllocated = proxy.allocates && written.length === 0 && resolution !== 'NONE' && hosts.includes(name);
  if (!isAllocated) return undefined;
  const assumed = ['the host has an address that Istio allocated; which one was not captured'];
  return { status: 'assumed', addresses: [], ...common, assumed };
}

/** Full names of services that the host may stand for, had it been written with a namespace, or in another pod. */
function meantNames({ host, sources }: Lookup): readonly string[] {
  const [name = '', namespace, ...rest] = host.toLowerCase().replace(/\.$/, '').split('.');
  const domain = sources.mesh.clusterDomain;
  const isOfCluster = rest.length === 0 || rest.join('.') === 'svc' || rest.join('.') === `svc.${domain}`;
  if (!isOfCluster) return [];
  const known = servicesByName(sources.services ?? sources.serviceSpecs ?? []).get(name) ?? [];
  return known
    .filter((service) => namespace === undefined || service.namespace === namespace)
    .map((service) => hostOfService(service, sources.mesh));
}

const servicesByName = derivedOnce((services: readonly Service[]) => groupBy(services, ({ name }) => name));

function withPolicy({ pod, sources, proxy }: Lookup, answer: DnsAnswer): DnsAnswer {
  if (!isAnswered(answer) || (proxy.captures && answer.by === 'proxy')) return answer;
  const policy = blockedQueries(pod, sources);
  if (policy === undefined) return answer;
  return { ...answer, blockedIfEnforced: { condition: 'DNS_NETWORKPOLICY', evidence: [policy.source] } };
}
