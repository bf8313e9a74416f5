import type { Evidence } from '../core/evidence.js';
import { parseIp, sameAddress } from '../core/ip.js';
import type { RuntimeHealth } from '../envoy/cluster/runtime-health.js';
import type { ProxyResources } from '../envoy/proxy-resources.js';
import type {
  PodRef,
  PodSockets,
  PodSpec,
  Service,
  ServiceEndpoints,
  WorkloadCertificates,
  Ztunnel,
} from '../model/facets.js';
import type { CaptureSources } from './capture.js';
import type { DnsSources } from './dns.js';

/** The configuration that one proxy held. */
export interface HeldConfiguration {
  resources: ProxyResources;
  /** Where it was captured; its pointers are places in `path`. */
  source: Evidence;
  istioVersion?: string;
  /** What the control plane says of it: `synced`, `stale` … */
  synchronised?: string;
  /** By name of the Envoy cluster; absent where /clusters was not captured. */
  health?: ReadonlyMap<string, RuntimeHealth>;
}

/** Everything that a trace looks things up in. */
export interface TraceSources extends DnsSources, CaptureSources {
  podSpecs: readonly PodSpec[];
  services: readonly Service[];
  /** Kubernetes' own list, for calls that no proxy routes. */
  endpoints?: readonly ServiceEndpoints[];
  podSockets?: readonly PodSockets[];
  workloadCertificates?: readonly WorkloadCertificates[];
  /** Of a pod's proxy; undefined where it was not captured. */
  configurationOf(pod: PodRef): HeldConfiguration | undefined;
  /** Of the ztunnel on a node. */
  ztunnelOn(node: string | undefined): Ztunnel | undefined;
  /** Time of the capture, RFC 3339. */
  now?: string;
}

export function podWithAddress({ podSpecs }: TraceSources, address: string): PodSpec | undefined {
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  return podSpecs.find(({ ips, hostNetwork, phase }) => {
    const isRunning = phase !== 'Succeeded' && phase !== 'Failed';
    return isRunning && !hostNetwork && ips.some((own) => sameAddress(own, address));
  });
}

export function serviceWithAddress({ services }: TraceSources, address: string): Service | undefined {
  return services.find(({ clusterIPs }) => clusterIPs.some((own) => sameAddress(own, address)));
}

/** `10.0.0.1:80` in two. */
export function splitAddress(address: string): { ip: string; port: number } | undefined {
  const colon = address.lastIndexOf(':');
  const ip = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(colon + 1));
  return parseIp(ip) !== undefined && Number.isInteger(port) ? { ip, port } : undefined;
}

export function podName({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}

/** SPIFFE identity of a pod. */
export function identityOfPod(pod: PodSpec, { mesh }: TraceSources): string {
  const domain = mesh.trustDomain ?? 'cluster.local';
  return `spiffe://${domain}/ns/${pod.namespace}/sa/${pod.serviceAccount ?? 'default'}`;
}
