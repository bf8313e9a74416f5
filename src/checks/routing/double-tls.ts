import { citeField } from '../../core/evidence.js';
import type { ServiceEntry, VirtualService } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { findHost, fullHost } from '../../model/lookup/hosts.js';
import { defineCheck } from '../check.js';

export const routingDoubleTls = defineCheck({
  meta: {
    id: 'routing/double-tls',
    title: 'TLS is started once, by the application or by the proxy',
    severity: 'warning',
    why: 'On a port that is declared HTTPS or TLS applications send TLS already. A DestinationRule that starts TLS wraps it once more, and the server answers with WRONG_VERSION_NUMBER or an alert.',
    fix: [
      {
        text: 'Declare an HTTP port (with targetPort 443) for the proxy to start TLS on, or remove the TLS mode for the HTTPS port.',
        command: 'kubectl get destinationrule -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/egress/egress-tls-origination/',
      },
    ],
    decides:
      'A DestinationRule with mode SIMPLE or MUTUAL, for the port or as a whole, is for a ServiceEntry whose port has protocol HTTPS or TLS, and no http rule sends plain requests to that port.',
    falsePositives: ['Applications that send plain text to a port declared HTTPS.'],
  },
  requires: ['destinationRules', 'serviceEntries', 'virtualServices', 'mesh'],
  messages: {
    twice:
      'DestinationRule {namespace}/{name} starts TLS to port {port} of {host}, which ServiceEntry {entry} declares as {protocol}',
  },
  identity: ['port'],
  *run({ destinationRules, serviceEntries, virtualServices, mesh }) {
    const plain = new Set(
      virtualServices.flatMap((one) => plainTargets(one, (host) => fullHost(host, one.namespace, mesh))),
    );
    for (const rule of destinationRules) {
      const { namespace, name, source, spec } = rule;
      const host = fullHost(spec.host, namespace, mesh);
      const entry = findHost(host, { services: [], serviceEntries, mesh })?.entries[0];
      if (entry === undefined || !isAnalyzedNamespace(namespace)) continue;
      for (const { number: port, protocol, field } of tlsPorts(entry)) {
        const settings = spec.policy?.ports.find((own) => own.port === port);
        const tls = settings === undefined ? spec.policy?.tls : settings.tls;
        if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') continue;
        if (plain.has(`${host} ${port}`) || plain.has(host)) continue;
        yield {
          messageId: 'twice',
          args: { namespace, name, host, port, protocol, entry: `${entry.namespace}/${entry.name}` },
          subject: { kind: 'DestinationRule', namespace, name },
          evidence: [
            citeField(source, `${tls.field}.mode`, tls.mode),
            citeField(entry.source, field ?? 'spec.ports', protocol),
          ],
        };
      }
    }
  },
});

function tlsPorts({ spec }: ServiceEntry) {
  return spec.ports.filter(({ protocol }) => ['HTTPS', 'TLS'].includes(protocol.toUpperCase()));
}

/** `host port` of http routes, and `host` of those that leave the port open. */
function plainTargets({ spec }: VirtualService, complete: (host: string) => string): readonly string[] {
  return spec.routes.flatMap(({ protocol, destinations }) =>
    protocol !== 'http'
      ? []
      : destinations.map(({ host, port }) => (port === undefined ? complete(host) : `${complete(host)} ${port}`)),
  );
}
