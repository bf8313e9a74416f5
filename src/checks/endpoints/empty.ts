import { mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { Facets, ProxyConfig } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { hostSubject, type OutboundName, outboundName } from '../../model/lookup/envoy-names.js';
import { findServices, serviceNamed } from '../../model/lookup/hosts.js';
import { citeDump, pointerOf } from '../../model/lookup/proxies.js';
import { podsOfService, selectedWorkloads } from '../../model/lookup/selected.js';
import { defineCheck } from '../check.js';

export const endpointsEmpty = defineCheck({
  meta: {
    id: 'endpoints/empty',
    title: 'Proxies hold endpoints for every service',
    severity: 'warning',
    basis: 'observed',
    why: 'Envoy answers 503 with the flag UH itself when a service has no endpoint.',
    fix: [
      {
        text: 'Compare what the proxy holds with the endpoints of the service in Kubernetes: selector, readiness and target port of the pods decide.',
        command: 'istioctl proxy-config endpoints {pod} -n {namespace} --cluster "{cluster}"',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
      { text: 'For a subset, compare its labels in the DestinationRule with the labels of the pods.' },
    ],
  },
  requires: ['proxyConfigs', 'mesh'],
  uses: ['serviceSpecs', 'workloads', 'podSpecs'],
  identity: ['host', 'subset'],
  messages: {
    service: '{host} has no endpoint on port {ports} in {count} proxies',
    subset: 'Subset {subset} of {host} has no endpoint in {count} proxies',
    scaledToZero: '{host} has no endpoint because {reason}',
  },
  *run(facets, { undecided }) {
    const { mesh } = facets;
    if (facets.proxyConfigs.every(({ endpoints }) => endpoints === undefined))
      undecided('the configuration dumps were taken without endpoints');
    const empty = facets.proxyConfigs.flatMap(emptyClusters);
    for (const ofHost of groupBy(empty, ({ name }) => name.host).values()) {
      const withoutAny = new Set(ofHost.filter(({ name }) => name.subset === undefined).map(portOf));
      const told = ofHost.filter((one) => one.name.subset === undefined || !withoutAny.has(portOf(one)));
      for (const group of groupBy(told, ({ name }) => name.subset ?? '').values()) {
        const { host, subset } = group[0].name;
        const reason = expectedReason(host, facets);
        const messageId = subset !== undefined ? 'subset' : reason !== undefined ? 'scaledToZero' : 'service';
        yield {
          messageId,
          // Whether anything is routed to the subset is another check's question (routing/subset-without-pods).
          ...((reason !== undefined || subset !== undefined) && { severity: 'info' as const }),
          args: { ...argsOf(group), host, subset: subset ?? '', ...(reason !== undefined && { reason }) },
          subject: hostSubject(host, mesh),
          evidence: mapNonEmpty(group, (one) =>
            citeDump(one.proxy, one.pointer, `${one.cluster}: 0 endpoints (pod ${one.proxy.pod.name})`),
          ),
        };
      }
    }
  },
});

interface Empty {
  proxy: ProxyConfig;
  cluster: string;
  name: OutboundName;
  pointer: string;
}

function portOf({ name }: Empty): number {
  return name.port;
}

function argsOf(group: NonEmpty<Empty>) {
  const [{ proxy, cluster }] = group;
  const ports = [...new Set(group.map(portOf))].sort((a, b) => a - b);
  return {
    ports: ports.join(', '),
    count: new Set(group.map((one) => one.proxy)).size,
    cluster,
    pod: proxy.pod.name,
    namespace: proxy.pod.namespace,
  };
}

/** Only clusters that get their endpoints from the control plane: those of headless services (ORIGINAL_DST) list none. */
function emptyClusters(proxy: ProxyConfig): Empty[] {
  const found = (proxy.endpoints ?? []).flatMap((section) =>
    section.items.flatMap((item, index) => {
      const name = item.total === 0 ? outboundName(item.cluster) : undefined;
      return name === undefined ? [] : [{ proxy, cluster: item.cluster, name, pointer: pointerOf(section, index) }];
    }),
  );
  if (found.length === 0) return [];
  const eds = new Set<string>();
  for (const { items } of proxy.clusters)
    for (const { type, name, edsName } of items) if (type === 'EDS') eds.add(edsName ?? name);
  return found.filter(({ cluster }) => eds.has(cluster));
}

/** Why a service is meant to have no endpoint. */
function expectedReason(
  host: string,
  { mesh, serviceSpecs = [], workloads, podSpecs = [] }: Pick<Facets, 'mesh'> & Partial<Facets>,
): string | undefined {
  const named = serviceNamed(host, mesh);
  const services = named === undefined ? [] : findServices(serviceSpecs, named);
  const [service] = services;
  if (service === undefined || services.length > 1) return undefined;
  if (service.selector === undefined) return 'the service selects no pods';
  if (workloads === undefined || podsOfService(podSpecs, service).length > 0) return undefined;
  const behind = selectedWorkloads(workloads, service.selector, service.namespace);
  return behind.length > 0 && behind.every(({ replicas }) => replicas === 0)
    ? `${behind.map(({ name }) => name).join(', ')} is scaled to zero`
    : undefined;
}
