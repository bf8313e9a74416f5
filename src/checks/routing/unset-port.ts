import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { destinationsOf } from '../../model/lookup/destinations.js';
import { findHost, fullHost, portsOfHost } from '../../model/lookup/hosts.js';
import { findVisibleHost } from '../../model/lookup/visible-hosts.js';
import { defineCheck } from '../check.js';

export const routingUnsetPort = defineCheck({
  meta: {
    id: 'routing/unset-port',
    title: 'Destinations of services with several ports name one',
    severity: 'error',
    why: 'Istio fills in the port of a destination only where its host has a single one; else the route leads to a cluster that does not exist.',
    fix: [
      {
        text: 'Add port.number to the destination.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination',
      },
    ],
    aliases: ['IST0112'],
    decides:
      'Counts the service ports of the host, be it a Service or a ServiceEntry, for each destination and mirror without a port.',
    falsePositives: [
      'Outside manifests a route of sidecars that matches the port of the request is sent to that port; such a bundle gives a warning.',
    ],
  },
  requires: ['virtualServices', 'services', 'mesh'],
  uses: ['serviceEntries', 'serviceSpecs', 'meshConfig'],
  messages: {
    several: 'VirtualService {namespace}/{name} routes to {host} without a port, and it has several: {ports}',
  },
  identity: ['host'],
  *run({ virtualServices, mesh, ...registry }) {
    for (const virtualService of virtualServices) {
      const { namespace, name, source, spec } = virtualService;
      if (!isAnalyzedNamespace(namespace)) continue;
      const without = destinationsOf(virtualService).filter(({ port }) => port === undefined);
      for (const [host, same] of groupBy(without, (to) => fullHost(to.host, namespace, mesh))) {
        const known = findVisibleHost(host, namespace, { ...registry, mesh }) ?? findHost(host, { ...registry, mesh });
        const ports = known === undefined ? [] : portsOfHost(known);
        if (ports.length < 2) continue;
        // For sidecars the listener of each port has the routes of its own, and requests keep their port.
        const keepsPort = !mesh.isManifests && spec.gateways.every((gateway) => gateway === 'mesh');
        yield {
          messageId: 'several',
          args: { namespace, name, host, ports: ports.join(', ') },
          subject: { kind: 'VirtualService', namespace, name },
          severity: keepsPort ? 'warning' : 'error',
          evidence: mapNonEmpty(same, (to) => citeField(source, `${to.field}.host`, to.host)),
        };
      }
    }
  },
});
