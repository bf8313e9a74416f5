import type {
  MeshConfig,
  MeshFacts,
  Namespace,
  Netfilter,
  NetworkPolicy,
  Pod,
  PodSpec,
  Service,
} from '../model/facets.js';
import { isClusterDnsPod, isClusterDnsService, isDnsAddress, isLocalCache } from '../model/lookup/cluster-dns.js';
import { isDnsRedirect, istioRules } from '../model/lookup/istio-rules.js';
import { hasAll } from '../model/lookup/known-objects.js';
import { proxyContainer } from '../model/lookup/pods.js';
import { checkNetworkPolicies } from './network-policy.js';
import type { Resolver } from './resolver.js';

export interface ServerSources {
  mesh: MeshFacts;
  pods?: readonly Pod[];
  podSpecs?: readonly PodSpec[];
  services?: readonly Service[];
  podNetfilter?: readonly Netfilter[];
  networkPolicies?: readonly NetworkPolicy[];
  namespaces?: readonly Namespace[];
  meshConfig?: MeshConfig;
}

/** Why the cluster's names are not answered; `isDown`: no name is. */
export interface DeadServer {
  because: string;
  isDown: boolean;
}

/** Absent when the server of the pod answers, or when nothing captured speaks against it. */
export function deadServer(resolver: Resolver, { mesh, pods = [], services }: ServerSources): DeadServer | undefined {
  const [server] = resolver.nameservers;
  const isKnown = services !== undefined && hasAll(mesh, 'Service') && hasDnsService(services);
  if (server !== undefined && isKnown && !isLocalCache(server) && !isDnsAddress(server, services))
    return { because: `the pod asks ${server}, which is not the address of the DNS service`, isDown: false };
  const dnsPods = pods.filter(isClusterDnsPod);
  const isDown = dnsPods.length > 0 && dnsPods.every(({ ready }) => ready !== undefined && ready.ready === 0);
  return isDown ? { because: 'no pod of the cluster DNS is ready', isDown } : undefined;
}

function hasDnsService(services: readonly Service[]): boolean {
  const servers = services.filter(isClusterDnsService);
  return servers.length > 0 && servers.every(({ addressMasked }) => addressMasked === undefined);
}

/** The policy that keeps the pod from asking any DNS server over UDP, if the network plugin enforces it. */
export function blockedQueries(pod: PodSpec, sources: ServerSources): NetworkPolicy | undefined {
  const { networkPolicies = [], namespaces, podSpecs = [] } = sources;
  const policySources = { networkPolicies, ...(namespaces !== undefined && { namespaces }) };
  const servers = podSpecs.filter(isClusterDnsPod);
  const ask = (to: { pod: PodSpec } | { address: string }, port: number) =>
    checkNetworkPolicies({ from: { pod }, to, port, protocol: 'UDP' }, policySources).egress;
  const verdicts = servers.map((server) => ask({ pod: server }, queryPort(server)));
  const [first] = verdicts;
  return first !== undefined && verdicts.every(({ allowed }) => allowed === false) ? first.policies[0] : undefined;
}

/** OpenShift's DNS pods listen on 5353, the service on 53. */
function queryPort({ containers }: PodSpec): number {
  const declared = containers.flatMap(({ ports }) => ports).filter(({ protocol }) => protocol === 'UDP');
  return declared.some(({ port }) => port === 53) ? 53 : (declared.find(({ name }) => name === 'dns')?.port ?? 53);
}

export interface ProxyDns {
  /** The proxy answers the queries of its application (DNS_CAPTURE, Istio 1.8). */
  captures: boolean;
  /** It has addresses for hosts of ServiceEntries that have none (DNS_AUTO_ALLOCATE). */
  allocates: boolean;
}

/** What the proxy says of itself in its bootstrap (`node.metadata`), as text. */
export interface ProxyMetadata {
  DNS_CAPTURE?: string;
  DNS_AUTO_ALLOCATE?: string;
}

/** From the bootstrap of the proxy, else the environment of its container, else the mesh; saved rules overrule them. */
export function proxyDns(pod: PodSpec, metadata: ProxyMetadata, sources: ServerSources): ProxyDns {
  const proxy = pod.containers.find(({ name, kind }) => name === proxyContainer && kind !== 'init');
  if (proxy === undefined) return { captures: false, allocates: false };
  const setting = (name: keyof ProxyMetadata) =>
    metadata[name] ??
    proxy.env.get(`ISTIO_META_${name}`) ??
    sources.meshConfig?.proxyMetadata?.get(`ISTIO_META_${name}`);
  const captures = redirectsDns(pod, sources.podNetfilter) ?? setting('DNS_CAPTURE') === 'true';
  return { captures, allocates: captures && setting('DNS_AUTO_ALLOCATE') === 'true' };
}

function redirectsDns({ namespace, name }: PodSpec, podNetfilter: readonly Netfilter[] = []): boolean | undefined {
  const own = podNetfilter.filter(({ pod }) => pod?.namespace === namespace && pod.name === name);
  const rules = own.flatMap(istioRules).filter(({ shape, knows }) => shape === 'sidecar' && knows('nat'));
  if (rules.length === 0) return undefined;
  const chains = ['OUTPUT', 'ISTIO_OUTPUT', 'ISTIO_OUTPUT_DNS'];
  return rules.some((istio) => chains.some((chain) => istio.rules('nat', chain).some(isDnsRedirect)));
}
