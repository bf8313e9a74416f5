import { citeField } from '../../core/evidence.js';
import type { IstioGateway, VirtualService } from '../../model/facets.js';
import { gatewayNamed } from '../../model/lookup/gateway-pods.js';
import { fullHost } from '../../model/lookup/hosts.js';
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
  },
  requires: ['virtualServices', 'istioGateways', 'mesh'],
  messages: {
    nothingInCommon:
      'VirtualService {namespace}/{name} has no host in common with Gateway {gateway}, which serves {hosts}',
  },
  identity: ['gateway'],
  *run({ virtualServices, istioGateways, mesh }) {
    const gateways = new Map(istioGateways.map((gateway) => [`${gateway.namespace}/${gateway.name}`, gateway]));
    for (const virtualService of virtualServices) {
      const { namespace, name, spec, source } = virtualService;
      // A VirtualService without hosts is a part of another one (delegate).
      if (spec.hosts.length === 0) continue;
      const hosts = spec.hosts.flatMap((host) => [host, fullHost(host, namespace, mesh)]);
      for (const written of new Set(spec.gateways)) {
        const key = gatewayNamed(written, namespace);
        const gateway = gateways.get(key);
        if (gateway === undefined) continue;
        const served = servedHosts(gateway, virtualService);
        if (hosts.some((host) => served.some((other) => overlap(host, other)))) continue;
        yield {
          messageId: 'nothingInCommon',
          args: { namespace, name, gateway: key, hosts: served.slice(0, 5).join(', ') || 'none for this namespace' },
          subject: { kind: 'VirtualService', namespace, name },
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
