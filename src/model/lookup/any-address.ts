import type { Evidence } from '../../core/evidence.js';
import type { EnvoyListener, ProxyConfig, ServiceSpec } from '../facets.js';
import { derivedOnce, groupBy } from './derive.js';
import { outboundName } from './envoy-names.js';
import { declaredProtocol } from './port-protocol.js';
import { citeDump, hasDynamic, isSidecar, pointerOf } from './proxies.js';

/** A listener of a sidecar for one port of every address: HTTP services share it, and so do TCP hosts without an address. */
export interface AnyAddressListener {
  proxy: ProxyConfig;
  listener: EnvoyListener;
  /** Place in the dump. */
  pointer: string;
}

/** Dumps of sidecars that tell which listeners there are. */
export function sidecarsWithListeners(proxyConfigs: readonly ProxyConfig[]): readonly ProxyConfig[] {
  return proxyConfigs.filter((proxy) => isSidecar(proxy) && !proxy.partial && hasDynamic(proxy.listeners));
}

export function anyAddressListeners(port: number, proxyConfigs: readonly ProxyConfig[]): readonly AnyAddressListener[] {
  return byPort(proxyConfigs).get(String(port)) ?? [];
}

const byPort = derivedOnce((proxyConfigs: readonly ProxyConfig[]) =>
  groupBy(
    sidecarsWithListeners(proxyConfigs).flatMap((proxy) =>
      proxy.listeners.flatMap((section) =>
        section.items.flatMap((listener, index): AnyAddressListener[] =>
          isForAnyAddress(listener) ? [{ proxy, listener, pointer: pointerOf(section, index) }] : [],
        ),
      ),
    ),
    ({ listener }) => String(listener.port),
  ),
);

function isForAnyAddress({ address, port, direction }: EnvoyListener): boolean {
  return port !== undefined && direction !== 'INBOUND' && (address === '0.0.0.0' || address === '::');
}

/** The listener passes connections on to the host as bytes. */
export function passesTo({ listener }: AnyAddressListener, hosts: readonly string[]): boolean {
  return listener.chains.some(({ tcpClusters }) =>
    tcpClusters.some((cluster) => hosts.includes(outboundName(cluster)?.host ?? '')),
  );
}

/** The listener looks at requests and routes them by their host. */
export function routesHttp({ listener }: AnyAddressListener): boolean {
  return listener.chains.some(({ rds, inlineRoute }) => rds !== undefined || inlineRoute !== undefined);
}

export function citeListener({ proxy, listener, pointer }: AnyAddressListener): Evidence {
  return citeDump(proxy, pointer, `${listener.name} (pod ${proxy.pod.name})`);
}

const httpPorts = derivedOnce((serviceSpecs: readonly ServiceSpec[]) =>
  groupBy(
    serviceSpecs.flatMap((service) =>
      service.type === 'ExternalName'
        ? []
        : service.ports
            .filter((port) => port.protocol === 'TCP' && declaredProtocol(port)?.handling === 'http')
            .map(({ port }) => ({ port, service })),
    ),
    ({ port }) => String(port),
  ),
);

/** Services that speak HTTP on a port. */
export function httpServicesOn(port: number, serviceSpecs: readonly ServiceSpec[]): readonly ServiceSpec[] {
  return (httpPorts(serviceSpecs).get(String(port)) ?? []).map(({ service }) => service);
}
