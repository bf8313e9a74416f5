import { mapNonEmpty } from '../../core/non-empty.js';
import type { EnvoyListener, MeshFacts, ProxyConfig, ServiceSpec } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hostSubject } from '../../model/lookup/envoy-names.js';
import { findServices, serviceNamed } from '../../model/lookup/hosts.js';
import { citeDump, hasDynamic, isSidecar, pointerOf } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

export const routingMissingListener = defineCheck({
  meta: {
    id: 'routing/missing-listener',
    title: 'Sidecars listen on the ports of the services they know',
    severity: 'warning',
    basis: 'observed',
    why: 'Without a listener for its port a request leaves as unknown traffic: it is blocked, or goes out without mutual TLS, routing and policies.',
    fix: [
      {
        text: 'Look for the reason in the control plane: a conflict of ports, an EnvoyFilter that removes the listener, a rejected update.',
        command: 'istioctl proxy-config listeners {pod} -n {namespace} --port {port}',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
    ],
  },
  requires: ['proxyConfigs', 'serviceSpecs', 'mesh'],
  identity: ['host', 'port'],
  messages: {
    missing: '{count} sidecars know {host} but have no listener for its port {port}, as other sidecars have',
  },
  *run({ proxyConfigs, serviceSpecs, mesh }) {
    // What no sidecar listens on is left out by design (a Sidecar, a setting of the mesh) rather than lost.
    const usual = new Set(proxyConfigs.filter(isSidecar).flatMap((proxy) => [...listenerPorts(proxy)]));
    const missing = proxyConfigs
      .flatMap((proxy) => unheardPorts(proxy, serviceSpecs, mesh))
      .filter(({ port }) => usual.has(port));
    for (const group of groupBy(missing, ({ host, port }) => JSON.stringify([host, port])).values()) {
      const [{ proxy, host, port }] = group;
      yield {
        messageId: 'missing',
        args: { host, port, count: group.length, namespace: proxy.pod.namespace, pod: proxy.pod.name },
        subject: hostSubject(host, mesh),
        evidence: mapNonEmpty(group, (one) =>
          citeDump(one.proxy, one.pointer, `${one.cluster} without a listener (pod ${one.proxy.pod.name})`),
        ),
      };
    }
  },
});

/** Proxies without redirection (interception mode NONE) listen where their Sidecar says. */
function unheardPorts(proxy: ProxyConfig, services: readonly ServiceSpec[], mesh: MeshFacts) {
  if (proxy.partial || !isSidecar(proxy) || proxy.interceptionMode === 'NONE') return [];
  if (!hasDynamic(proxy.listeners)) return [];
  const heard = portsHeard(proxy);
  return proxy.clusters.flatMap((section) =>
    section.items.flatMap(({ name: cluster, direction, host, port, subset }, index) => {
      if (direction !== 'outbound' || host === undefined || port === undefined || subset !== undefined) return [];
      if (heard.has(port) || !hasTcpPort(host, port, services, mesh)) return [];
      return [{ proxy, cluster, host, port, pointer: pointerOf(section, index) }];
    }),
  );
}

/** A listener for all addresses is shared by all services of a port; one that waits or was refused is another finding. */
function portsHeard(proxy: ProxyConfig): ReadonlySet<number> {
  const waiting = [...proxy.warming, ...proxy.rejected].filter(({ resource }) => resource === 'listener');
  return new Set([
    ...listenerPorts(proxy),
    ...waiting.map(({ name }) => Number(name.slice(name.lastIndexOf('_') + 1))),
  ]);
}

function listenerPorts({ listeners }: ProxyConfig): number[] {
  return listeners.flatMap(({ items }) => items.filter(isOutbound).flatMap(({ port }) => port ?? []));
}

function isOutbound({ direction }: EnvoyListener): boolean {
  return direction !== 'INBOUND';
}

/** Headless services without pods have no listener, and Istio leaves out services on ports of its own. */
function hasTcpPort(host: string, port: number, services: readonly ServiceSpec[], mesh: MeshFacts): boolean {
  const named = serviceNamed(host, mesh);
  if (named === undefined || (port >= 15_000 && port < 15_100)) return false;
  return findServices(services, named).some(
    ({ type, clusterIPs, ports }) =>
      type !== 'ExternalName' &&
      !clusterIPs.includes('None') &&
      ports.some((candidate) => candidate.port === port && candidate.protocol === 'TCP'),
  );
}
