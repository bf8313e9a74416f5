import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { EnvoyFilterChain, EnvoyListener, Facets, PodSpec, ProxyConfig, ServiceSpec } from '../../model/facets.js';
import { derivedOnce, groupBy } from '../../model/lookup/derive.js';
import { hostSubject } from '../../model/lookup/envoy-names.js';
import { findServices, serviceNamed } from '../../model/lookup/hosts.js';
import { citeDump, pointerOf } from '../../model/lookup/proxies.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { defineCheck } from '../check.js';

export const mtlsClientServerMode = defineCheck({
  meta: {
    id: 'mtls/client-server-mode',
    title: 'Clients and servers hold matching mutual TLS settings',
    severity: 'error',
    basis: 'observed',
    why: 'When clients and servers disagree about mutual TLS every connection between them fails, as a reset or a 503.',
    fix: [
      {
        text: 'Compare the DestinationRule of the host with the PeerAuthentication of its pods (Policy and MeshPolicy before Istio 1.5), and make them agree.',
        command: 'istioctl x describe pod {pod} -n {namespace}',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/#503-errors-after-setting-destination-rule',
      },
    ],
  },
  requires: ['proxyConfigs', 'serviceSpecs', 'podSpecs', 'mesh'],
  identity: ['host', 'port'],
  messages: {
    plaintextToMutual:
      '{count} proxies send plain text to {host} port {port}, and {server} accepts mutual TLS only there',
    mutualToPlaintext:
      '{count} proxies use mutual TLS to {host} port {port}, and {server} accepts plain text only there',
  },
  *run(facets) {
    const servers = new Map<string, readonly Server[]>();
    const clashes = facets.proxyConfigs.flatMap((proxy) => clashesOf(proxy, facets, servers));
    const groups = groupBy(clashes, ({ host, port, client }) => JSON.stringify([host, port, client]));
    for (const group of groups.values()) {
      const [{ host, port, client, server, proxy }] = group;
      const { pod, workload } = server.proxy;
      yield {
        messageId: client === 'plaintext' ? 'plaintextToMutual' : 'mutualToPlaintext',
        args: {
          host,
          port,
          count: new Set(group.map((one) => one.proxy)).size,
          server: `${pod.namespace}/${workload}`,
          namespace: proxy.pod.namespace,
          pod: proxy.pod.name,
        },
        subject: hostSubject(host, facets.mesh),
        evidence: [
          citeDump(server.proxy, server.pointer, `${server.listener}: ${server.mode} (pod ${pod.name})`),
          ...mapNonEmpty(group, (one) =>
            citeDump(one.proxy, one.pointer(), `${one.cluster}: ${one.client} (pod ${one.proxy.pod.name})`),
          ),
        ],
      };
    }
  },
});

type Needs = Pick<Facets, 'proxyConfigs' | 'serviceSpecs' | 'podSpecs' | 'mesh'>;

interface Server {
  proxy: ProxyConfig;
  mode: 'mutual' | 'plaintext';
  listener: string;
  pointer: string;
}

function clashesOf(proxy: ProxyConfig, facets: Needs, servers: Map<string, readonly Server[]>) {
  return proxy.clusters.flatMap((section) =>
    section.items.flatMap(({ name, direction, host, port, transport: client, tunnel }, index) => {
      if (direction !== 'outbound' || host === undefined || port === undefined || tunnel) return [];
      if (client !== 'plaintext' && client !== 'istio-mutual') return [];
      const key = `${port} ${host}`;
      const known = servers.get(key) ?? serversOf(host, port, facets);
      servers.set(key, known);
      const wrong = client === 'plaintext' ? 'mutual' : 'plaintext';
      const server = known.find(({ mode }) => mode === wrong);
      if (server === undefined) return [];
      return [{ proxy, cluster: name, host, port, client, server, pointer: () => pointerOf(section, index) }];
    }),
  );
}

/** What the captured pods behind a port accept. */
function serversOf(host: string, port: number, { proxyConfigs, serviceSpecs, podSpecs, mesh }: Needs): Server[] {
  const named = serviceNamed(host, mesh);
  const services = named === undefined ? [] : findServices(serviceSpecs, named);
  const [service] = services;
  if (service === undefined || services.length > 1) return [];
  const dumps = dumpsByPod(proxyConfigs);
  return podsOfService(podSpecs, service).flatMap((pod) => {
    const dump = dumps.get(`${pod.namespace}/${pod.name}`)?.[0];
    const target = targetOf(service, port, pod);
    return dump === undefined || target === undefined ? [] : (serverOf(dump, target) ?? []);
  });
}

const dumpsByPod = derivedOnce((dumps: readonly ProxyConfig[]) =>
  groupBy(dumps, ({ pod }) => `${pod.namespace}/${pod.name}`),
);

function targetOf(service: ServiceSpec, port: number, pod: PodSpec): number | undefined {
  const found = service.ports.find((candidate) => candidate.port === port && candidate.protocol === 'TCP');
  const target = found?.targetPort ?? found?.port;
  if (typeof target !== 'string') return target;
  return pod.containers.flatMap(({ ports }) => ports).find(({ name }) => name === target)?.port;
}

/** Chains of virtualInbound (Istio 1.3 and later), else the listener of the port itself. Gateways terminate as they are told. */
function serverOf(proxy: ProxyConfig, port: number): Server | undefined {
  if (proxy.type !== 'sidecar') return undefined;
  for (const section of proxy.listeners) {
    for (const [index, listener] of section.items.entries()) {
      const chains = chainsFor(listener, port);
      if (!isNonEmpty(chains)) continue;
      const mode = modeOf(chains);
      if (mode === undefined) return undefined;
      return { proxy, mode, listener: listener.name, pointer: pointerOf(section, index) };
    }
  }
  return undefined;
}

function chainsFor({ name, port: own, direction, bindToPort, address, chains }: EnvoyListener, port: number) {
  if (name === 'virtualInbound') return chains.filter(({ destinationPort }) => destinationPort === port);
  const isInbound = direction === 'INBOUND' || (direction === undefined && isOnPodAddress(address, chains));
  return isInbound && !bindToPort && own === port ? chains : [];
}

/** Istio up to 1.3 names no direction; the clusters behind an inbound listener do. */
function isOnPodAddress(address: string, chains: readonly EnvoyFilterChain[]): boolean {
  const clusters = chains.flatMap(({ tcpClusters, inlineRoute }) => [
    ...tcpClusters,
    ...(inlineRoute?.virtualHosts ?? []).flatMap(({ routes }) => routes.flatMap((route) => route.clusters)),
  ]);
  return address !== '0.0.0.0' && clusters.length > 0 && clusters.every((cluster) => cluster.startsWith('inbound|'));
}

/** Permissive servers have chains of both sorts. */
function modeOf(chains: readonly EnvoyFilterChain[]): Server['mode'] | undefined {
  if (chains.every(({ tls }) => tls?.requireClientCertificate === true)) return 'mutual';
  return chains.every(({ tls }) => tls === undefined) ? 'plaintext' : undefined;
}
