import { citeField } from '../../core/evidence.js';
import type { IstioGateway, VirtualService } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { namedGateways } from '../../model/lookup/named-gateways.js';
import { defineCheck } from '../check.js';

export const gatewaysUnmatchedHost = defineCheck({
  meta: {
    id: 'gateways/unmatched-host',
    title: 'VirtualServices have hosts of the Gateways they name',
    severity: 'warning',
    why: 'A gateway takes only those hosts of a VirtualService that one of its servers has too. Without one in common the routes are in no listener, and requests get 404.',
    fix: [
      {
        text: "Add the host to a server of the Gateway or to the VirtualService; namespace/ in front of a server's host admits VirtualServices of that namespace only.",
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/gateway/#Server',
      },
    ],
    aliases: ['IST0132'],
    decides:
      'For each Gateway that the VirtualService names: one of its hosts has to fit a host of a server, wildcards in both directions, as far as the namespace in front of the host admits the VirtualService.',
    falsePositives: [
      'A VirtualService that names several Gateways, each for other hosts of it, is served: that is information.',
    ],
  },
  requires: ['virtualServices', 'istioGateways', 'mesh'],
  messages: {
    nothingInCommon:
      'VirtualService {namespace}/{name} has no host in common with Gateway {gateway}, which serves {hosts}',
  },
  identity: ['gateway'],
  *run({ virtualServices, istioGateways, mesh }) {
    for (const virtualService of virtualServices) {
      const { namespace, name, spec, source } = virtualService;
      // A VirtualService without hosts is a part of another one (delegate).
      if (spec.hosts.length === 0 || !isAnalyzedNamespace(namespace)) continue;
      const hosts = spec.hosts.flatMap((host) => [host, fullHost(host, namespace, mesh)]);
      const named = namedGateways(virtualService, istioGateways).flatMap(({ gateway }) => gateway ?? []);
      const ofAll = named.flatMap((gateway) => servedHosts(gateway, virtualService));
      const isServed = spec.hosts.every((host) =>
        ofAll.some((other) => overlap(host, other) || overlap(fullHost(host, namespace, mesh), other)),
      );
      for (const gateway of new Set(named)) {
        const key = `${gateway.namespace}/${gateway.name}`;
        const served = servedHosts(gateway, virtualService);
        if (hosts.some((host) => served.some((other) => overlap(host, other)))) continue;
        yield {
          messageId: 'nothingInCommon',
          args: { namespace, name, gateway: key, hosts: served.slice(0, 5).join(', ') || 'none for this namespace' },
          subject: { kind: 'VirtualService', namespace, name },
          severity: isServed ? 'info' : 'warning',
          ...(isServed && { detail: 'The other Gateways that it names serve all of its hosts.' }),
          evidence: [
            citeField(source, 'spec.hosts', spec.hosts),
            citeField(
              gateway.source,
              'spec.servers.hosts',
              gateway.spec.servers.flatMap((server) => server.hosts),
            ),
          ],
        };
      }
    }
  },
});

/** Hosts of a Gateway that admit VirtualServices of one namespace, without the namespace in front. */
function servedHosts({ namespace: own, spec }: IstioGateway, { namespace }: VirtualService): readonly string[] {
  return spec.servers.flatMap(({ hosts }) =>
    hosts.flatMap((host) => {
      const slash = host.indexOf('/');
      if (slash < 0) return [host];
      const admitted = host.slice(0, slash);
      const admits = admitted === '*' || admitted === namespace || (admitted === '.' && own === namespace);
      return admits ? [host.slice(slash + 1)] : [];
    }),
  );
}

/** Some name fits both; wildcards stand at the beginning only. */
function overlap(a: string, b: string): boolean {
  if (a.startsWith('*') && b.endsWith(a.slice(1))) return true;
  if (b.startsWith('*') && a.endsWith(b.slice(1))) return true;
  return a === b;
}
