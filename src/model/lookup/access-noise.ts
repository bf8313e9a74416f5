import type { ContainerLog, ProxyConfig, VirtualService } from '../facets.js';
import type { AccessRow } from './access-failures.js';

interface KnownHosts {
  proxyConfigs?: readonly ProxyConfig[];
  virtualServices?: readonly VirtualService[];
}

/**
 * Anybody can ask a gateway for anything: requests without a route matter there only for hosts that a VirtualService or
 * the gateway's own routes name. Connections without a filter chain are port scans and health checks of load balancers.
 */
export function createNoiseFilter({ proxyConfigs = [], virtualServices = [] }: KnownHosts) {
  const configs = new Map(proxyConfigs.map((config) => [`${config.pod.namespace}/${config.pod.name}`, config]));
  const declared = virtualServices.flatMap(({ spec }) => spec.hosts);
  const served = new Map<string, readonly string[]>();

  function domainsOf(log: ContainerLog): readonly string[] {
    const pod = podOf(log);
    const known = served.get(pod);
    if (known !== undefined) return known;
    const routes = configs.get(pod)?.routes ?? [];
    const domains = routes.flatMap(({ items }) =>
      items.flatMap(({ virtualHosts }) => virtualHosts.flatMap((host) => host.domains)),
    );
    served.set(pod, domains);
    return domains;
  }

  return ({ signature, group, log }: AccessRow): boolean => {
    if (signature.id !== 'al-nr-route' && signature.id !== 'al-nr-filter-chain') return false;
    if (!isGatewayLog(log, configs.get(podOf(log)))) return false;
    const host = group.authority?.replace(/:\d{1,5}$/, '').toLowerCase();
    if (signature.id === 'al-nr-filter-chain' || host === undefined) return true;
    return ![...declared, ...domainsOf(log)].some((pattern) => names(pattern, host));
  };
}

/** `namespace/name`; of a log whose pod is unknown a name that no pod has. */
function podOf({ pod }: ContainerLog): string {
  return pod === undefined ? '' : `${pod.namespace}/${pod.name}`;
}

/** By the configuration of the proxy, else by the name of its workload. */
export function isGatewayLog(log: ContainerLog, config?: ProxyConfig): boolean {
  if (config !== undefined) return config.type === 'router' || config.type === 'ingress';
  return /gateway|ingress|egress/.test(log.workload ?? '');
}

/** Whether a host pattern names this host; `*` names none. */
function names(pattern: string, host: string): boolean {
  const domain = pattern.replace(/:(?:\d{1,5}|\*)$/, '').toLowerCase();
  if (domain.startsWith('*.')) return host.endsWith(domain.slice(1));
  return domain !== '*' && domain === host;
}
