import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { MeshFacts, ServiceEntry, ServiceSpec, VirtualService, VirtualServiceRoute } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { findHost, findServices, fullHost } from '../../model/lookup/hosts.js';
import { declaredProtocol } from '../../model/lookup/port-protocol.js';
import { routesAt } from '../../model/lookup/route-scope.js';
import { defineCheck } from '../check.js';

export const routingRuleProtocol = defineCheck({
  meta: {
    id: 'routing/rule-protocol',
    title: 'Rules for sidecars fit the protocol of the ports of their host',
    severity: 'warning',
    why: 'Sidecars read http rules for ports that speak HTTP in plain text, tls and tcp rules for all others. Rules of the other sort are left out without a word.',
    fix: [
      {
        text: 'Write rules of the sort that the port needs (tls for HTTPS), or declare the protocol that the port really speaks.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
    decides:
      'Compares the rules that are bound to mesh with appProtocol or names of the ports of services, and with the protocol of ports of ServiceEntries, that have the hosts; of rules that match a port, with that port.',
    falsePositives: [
      'Silent as soon as one of the ports declares no protocol, a host is unknown or a wildcard, or one port fits.',
    ],
  },
  requires: ['virtualServices', 'serviceSpecs', 'mesh'],
  uses: ['serviceEntries'],
  messages: {
    leftOut:
      'VirtualService {namespace}/{name} has {rules} rules for {host}, whose ports are {ports}: they have no effect',
  },
  identity: ['rules'],
  *run({ virtualServices, serviceSpecs, mesh, serviceEntries = [] }) {
    for (const virtualService of virtualServices) {
      const { namespace, name, spec, source } = virtualService;
      if (!isAnalyzedNamespace(namespace)) continue;
      const rules = routesAt(virtualService, 'mesh').filter(({ delegate }) => delegate === undefined);
      const ports = rules.length === 0 ? undefined : portsOf(virtualService, { serviceSpecs, serviceEntries, mesh });
      if (ports === undefined) continue;
      for (const same of groupBy(rules, (rule) => rule.protocol).values()) {
        const [{ protocol }] = same;
        const leftOut = same.filter((rule) => {
          const concerned = portsConcerned(rule, ports);
          return concerned.length > 0 && concerned.every(({ kind }) => kind !== 'unknown' && !fits(protocol, kind));
        });
        if (!isNonEmpty(leftOut)) continue;
        const concerned = new Set(leftOut.flatMap((rule) => portsConcerned(rule, ports)));
        yield {
          messageId: 'leftOut',
          args: {
            namespace,
            name,
            rules: protocol,
            host: spec.hosts.join(', '),
            ports: [...concerned].map(({ number, declared }) => `${number} (${declared})`).join(', '),
          },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: mapNonEmpty(leftOut, ({ field }) => citeField(source, field, protocol)),
        };
      }
    }
  },
});

type Kind = 'http' | 'tls' | 'tcp' | 'unknown';

interface HostPort {
  number: number;
  declared: string;
  kind: Kind;
}

function fits(rules: VirtualServiceRoute['protocol'], kind: Kind): boolean {
  return rules === 'http' ? kind === 'http' : kind !== 'http';
}

/** Ports that a rule is about: those of its matches, or all. */
function portsConcerned({ matches = [] }: VirtualServiceRoute, ports: readonly HostPort[]): readonly HostPort[] {
  const named = matches.flatMap(({ port }) => port ?? []);
  const isForAll = matches.length === 0 || named.length < matches.length;
  return isForAll ? ports : ports.filter(({ number }) => named.includes(number));
}

/** The ports of all hosts; absent when one of the hosts is not known. */
function portsOf(
  { namespace, spec }: VirtualService,
  {
    serviceSpecs,
    serviceEntries,
    mesh,
  }: { serviceSpecs: readonly ServiceSpec[]; serviceEntries: readonly ServiceEntry[]; mesh: MeshFacts },
): readonly HostPort[] | undefined {
  const ports: HostPort[] = [];
  for (const written of spec.hosts) {
    const host = fullHost(written, namespace, mesh);
    const found = host.includes('*') ? undefined : findHost(host, { services: serviceSpecs, serviceEntries, mesh });
    if (found === undefined) return undefined;
    const services = found.services.flatMap((service) => findServices(serviceSpecs, service));
    if (services.some(({ type }) => type === 'ExternalName')) return undefined;
    ports.push(...services.flatMap(servicePorts), ...found.entries.flatMap(entryPorts));
  }
  return ports;
}

function servicePorts({ ports }: ServiceSpec): readonly HostPort[] {
  return ports
    .filter(({ protocol }) => protocol === 'TCP')
    .map((port) => {
      const declared = declaredProtocol(port);
      return { number: port.port, declared: declared?.protocol ?? 'not declared', kind: kindOf(declared) };
    });
}

function kindOf(declared: ReturnType<typeof declaredProtocol>): Kind {
  if (declared === undefined) return 'unknown';
  if (declared.handling === 'http') return 'http';
  return ['https', 'tls', 'kubernetes.io/wss'].includes(declared.protocol) ? 'tls' : 'tcp';
}

const entryKinds: ReadonlyMap<string, Kind> = new Map([
  ['HTTP', 'http'],
  ['HTTP2', 'http'],
  ['GRPC', 'http'],
  ['GRPC-WEB', 'http'],
  ['HTTP_PROXY', 'http'],
  ['HTTPS', 'tls'],
  ['TLS', 'tls'],
  ['TCP', 'tcp'],
  ['MONGO', 'tcp'],
  ['MYSQL', 'tcp'],
  ['REDIS', 'tcp'],
]);

function entryPorts({ spec }: ServiceEntry): readonly HostPort[] {
  return spec.ports.map(({ number, protocol, isUnset }) => ({
    number,
    declared: protocol,
    kind: isUnset ? 'unknown' : (entryKinds.get(protocol.toUpperCase()) ?? 'unknown'),
  }));
}
