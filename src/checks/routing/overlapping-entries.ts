import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { ServiceEntry } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { fullHost } from '../../model/lookup/hosts.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { type Claim, type ClientScope, haveSharedClients, maxCompared } from '../../model/lookup/shared-clients.js';
import { exportsOf } from '../../model/lookup/visible-hosts.js';
import { defineCheck } from '../check.js';

export const routingOverlappingEntries = defineCheck({
  meta: {
    id: 'routing/overlapping-entries',
    title: 'One ServiceEntry declares a host and port',
    severity: 'warning',
    why: 'Of two ServiceEntries for one host and port proxies take the protocol and resolution of one, and which one may change with any update.',
    fix: [
      {
        text: 'Join the ServiceEntries, or keep them apart with exportTo.',
        command: 'kubectl get serviceentries --all-namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/networking/service-entry/',
      },
    ],
    codes: ['KIA1211', 'KIA1212'],
    decides:
      'Two ServiceEntries that some namespace sees both of have an equal host and port number; KIA1212 where the protocols differ, else KIA1211.',
    falsePositives: [
      'ServiceEntries that no proxy imports together (exportTo, Sidecar) are left out.',
      'Entries with equal protocol, resolution and location, which declare the same or complete each other, are information.',
    ],
  },
  requires: ['serviceEntries', 'mesh'],
  uses: ['meshConfig', 'sidecars'],
  messages: {
    samePort: 'ServiceEntry {namespace}/{name} and {others} declare port {port} of the same host {host}',
    otherProtocol:
      'ServiceEntry {namespace}/{name} declares port {port} of {host} with protocol {protocol}, and {others} with {otherProtocol}',
  },
  identity: ['port', 'host'],
  *run({ serviceEntries, sidecars = [], ...settings }) {
    const { mesh, meshConfig } = settings;
    const scope: ClientScope = { sidecars, rootNamespace: rootNamespaceOf(settings), mesh };
    const declared = serviceEntries.flatMap((entry): Declared[] => {
      const { namespace, spec } = entry;
      const exportTo = exportsOf(entry, meshConfig);
      if (!isAnalyzedNamespace(namespace)) return [];
      return [...new Set(spec.hosts)].flatMap((written) => {
        const host = fullHost(written, namespace, mesh);
        return spec.ports.map((port, index) => ({ entry, port, index, host, namespace, exportTo }));
      });
    });
    for (const same of groupBy(declared, ({ host, port }) => `${port.number} ${host}`).values()) {
      // Kiali goes by all entries of the host and port, seen together or not.
      const isMixed = new Set(same.map(protocolOf)).size > 1;
      for (const own of same) {
        const others = same
          .slice(0, maxCompared)
          .filter(({ entry }) => entry !== own.entry)
          .filter((other) => haveSharedClients(own, other, scope));
        const [first] = others;
        if (first === undefined) continue;
        const { namespace, name } = own.entry;
        const protocol = protocolOf(own);
        const differing = others.find((other) => protocolOf(other) !== protocol);
        const shown = (differing === undefined ? others : [differing]).map(
          ({ entry }) => `${entry.namespace}/${entry.name}`,
        );
        yield {
          messageId: differing === undefined ? 'samePort' : 'otherProtocol',
          args: {
            namespace,
            name,
            host: own.host,
            port: own.port.number,
            protocol,
            otherProtocol: protocolOf(differing ?? first),
            others: [...new Set(shown)].sort().slice(0, 5).join(', '),
          },
          subject: { kind: 'ServiceEntry', namespace, name },
          severity: differing === undefined && others.every((other) => declaresAlike(own, other)) ? 'info' : 'warning',
          aliases: [isMixed ? 'KIA1212' : 'KIA1211'],
          evidence: mapNonEmpty([own, ...others.slice(0, 5)], ({ entry, port, index }) =>
            citeField(entry.source, port.field ?? `spec.ports[${index}]`, port.protocol),
          ),
        };
      }
    }
  },
});

interface Declared extends Claim {
  entry: ServiceEntry;
  port: ServiceEntry['spec']['ports'][number];
  index: number;
}

function protocolOf({ port }: Declared): string {
  return port.protocol.toUpperCase();
}

function declaresAlike({ entry: a }: Declared, { entry: b }: Declared): boolean {
  return a.spec.resolution === b.spec.resolution && a.spec.location === b.spec.location;
}
