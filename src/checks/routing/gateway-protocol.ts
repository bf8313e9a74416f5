import { citeField } from '../../core/evidence.js';
import type { GatewayServer, VirtualService } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { namedGateways } from '../../model/lookup/named-gateways.js';
import { hostsOverlap } from '../../model/lookup/sidecar-scope.js';
import { defineCheck } from '../check.js';

export const routingGatewayProtocol = defineCheck({
  meta: {
    id: 'routing/gateway-protocol',
    title: 'Rules at a gateway fit the protocol of its servers',
    severity: 'error',
    why: 'A server that passes TLS through sees names only and takes tls rules; one that ends TLS, or has none, takes http rules. Rules of the other kind are in no listener, and connections are reset or get 404.',
    fix: [
      {
        text: 'Write tls rules with sniHosts for a server of mode PASSTHROUGH, http rules for one that terminates TLS, or change the mode of the server.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-sni-passthrough/',
      },
    ],
    decides:
      'For a VirtualService of gateways alone: all of its rules are http while all servers for its hosts pass TLS or TCP on, or all of its rules are tls while no such server passes TLS through.',
    falsePositives: ['Silent when sidecars use the rules too (mesh), and when one of the servers fits.'],
  },
  requires: ['virtualServices', 'istioGateways'],
  messages: {
    httpRules: 'VirtualService {namespace}/{name} has http rules, and Gateway {gateway} does not read HTTP for {hosts}',
    tlsRules:
      'VirtualService {namespace}/{name} has tls rules, and Gateway {gateway} passes no TLS through for {hosts}',
  },
  *run({ virtualServices, istioGateways }) {
    for (const virtualService of virtualServices) {
      const { namespace, name, spec, source } = virtualService;
      const protocols = new Set(spec.routes.map(({ protocol }) => protocol));
      const [only] = protocols;
      if (!isAnalyzedNamespace(namespace) || spec.gateways.includes('mesh')) continue;
      if (protocols.size !== 1 || (only !== 'http' && only !== 'tls')) continue;
      const servers = namedGateways(virtualService, istioGateways).flatMap(({ gateway, key }) =>
        (gateway?.spec.servers ?? [])
          .filter((server) => serves(server, virtualService))
          .map((server) => ({ server, key, at: gateway?.source ?? source })),
      );
      const [first] = servers;
      if (first === undefined || servers.some(({ server }) => takes(server) === only)) continue;
      yield {
        messageId: only === 'http' ? 'httpRules' : 'tlsRules',
        args: { namespace, name, gateway: first.key, hosts: spec.hosts.slice(0, 3).join(', ') },
        subject: { kind: 'VirtualService', namespace, name },
        evidence: [
          citeField(source, `spec.${only}`, `${spec.routes.length} rules`),
          citeField(first.at, first.server.field, `${first.server.protocol} ${first.server.tls?.mode ?? ''}`),
        ],
      };
    }
  },
});

function serves({ hosts }: GatewayServer, { spec }: VirtualService): boolean {
  return hosts.some((host) => spec.hosts.some((own) => hostsOverlap(host.slice(host.indexOf('/') + 1), own)));
}

/** The kind of rules that a server takes its routes from. */
function takes({ protocol, tls }: GatewayServer): VirtualService['spec']['routes'][number]['protocol'] {
  const isPassed = tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';
  switch (protocol.toUpperCase()) {
    case 'HTTP':
    case 'HTTP2':
    case 'GRPC':
    case 'GRPC-WEB':
      return 'http';
    case 'HTTPS':
      return isPassed ? 'tls' : 'http';
    case 'TLS':
      return isPassed ? 'tls' : 'tcp';
    default:
      return 'tcp';
  }
}
