import { citeField } from '../../core/evidence.js';
import type { PodSpec, ProxyConfig } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { findServices, fullHost, serviceNamed } from '../../model/lookup/hosts.js';
import { citeDump, hasDynamic, isSidecar, pointerOf } from '../../model/lookup/proxies.js';
import { routesAt } from '../../model/lookup/route-scope.js';
import { defineCheck } from '../check.js';

export const routingHeadlessSubset = defineCheck({
  meta: {
    id: 'routing/headless-subset',
    title: 'Subsets are of services of which the proxy chooses the endpoint',
    severity: 'warning',
    why: 'For a headless service a sidecar connects to the address that the application resolved. A subset in the route does not change which pod that is.',
    fix: [
      {
        text: 'Give the service, or a second one for these pods, a cluster IP; or let istiod send its endpoints (PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES=true).',
        command: 'istioctl proxy-config clusters deploy/{client} -n {namespace} --fqdn {host}',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/traffic-routing/#headless-services',
      },
    ],
    decides:
      'A rule for sidecars names a subset of a service without cluster IP. Where a bundle has dumps, a sidecar has to hold the cluster of the subset as ORIGINAL_DST.',
    falsePositives: ['Silent about rules for gateways, which choose among the pods of headless services too.'],
  },
  requires: ['virtualServices', 'services', 'mesh'],
  uses: ['proxyConfigs', 'podSpecs'],
  messages: {
    ignored:
      'VirtualService {namespace}/{name} routes to subset {subset} of headless service {host}: sidecars go to the pod that was asked for',
  },
  identity: ['host', 'subset'],
  *run({ virtualServices, services, mesh, proxyConfigs = [], podSpecs }, { undecided }) {
    if (podSpecs?.some(sendsEndpoints)) return;
    const isDumped = proxyConfigs.some((proxy) => isSidecar(proxy) && !proxy.partial && hasDynamic(proxy.clusters));
    for (const virtualService of virtualServices) {
      const { namespace, name, source } = virtualService;
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { field, host: written, subset } of routesAt(virtualService, 'mesh').flatMap(
        (one) => one.destinations,
      )) {
        const host = fullHost(written, namespace, mesh);
        const named = subset ? serviceNamed(host, mesh) : undefined;
        const [service] = named === undefined ? [] : findServices(services, named);
        if (!subset || !service?.clusterIPs.includes('None')) continue;
        const seen = isDumped ? passThrough(host, subset, proxyConfigs) : undefined;
        if (isDumped && seen === undefined) continue;
        if (seen === undefined && podSpecs === undefined && !mesh.isManifests) {
          undecided(`without pods or dumps nobody knows whether istiod sends the endpoints of ${host}`);
          continue;
        }
        yield {
          messageId: 'ignored',
          args: { namespace, name, host, subset, client: seen?.proxy.workload ?? '' },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [
            citeField(source, `${field}.subset`, subset),
            ...(seen === undefined ? [] : [citeDump(seen.proxy, seen.pointer, `${seen.cluster} ORIGINAL_DST`)]),
          ],
        };
      }
    }
  },
});

function sendsEndpoints({ containers }: PodSpec): boolean {
  return containers.some(({ env }) => env.get('PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES') === 'true');
}

/** The cluster of a subset in the first sidecar that connects to the address asked for. */
function passThrough(host: string, subset: string, proxyConfigs: readonly ProxyConfig[]) {
  for (const proxy of proxyConfigs.filter(isSidecar)) {
    for (const section of proxy.clusters) {
      const index = section.items.findIndex(
        (cluster) => cluster.host === host && cluster.subset === subset && cluster.type === 'ORIGINAL_DST',
      );
      const cluster = section.items[index];
      if (cluster !== undefined) return { proxy, cluster: cluster.name, pointer: pointerOf(section, index) };
    }
  }
  return undefined;
}
