import { citeField } from '../../core/evidence.js';
import type { ServicePort } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { findServices } from '../../model/lookup/hosts.js';
import { mayReadLegacySecurity } from '../../model/lookup/legacy-security.js';
import { defineCheck } from '../check.js';

export const authorizationJwtPortName = defineCheck({
  meta: {
    id: 'authorization/jwt-port-name',
    title: 'Policies that ask for tokens are for ports that are named as HTTP',
    severity: 'warning',
    why: 'A token is read from HTTP headers. On a port that Istio takes for anything else the Policy is not in force (Istio 1.0 to 1.5).',
    fix: [
      {
        text: 'Name the port of the service http, http2 or https, with or without a suffix after a dash.',
        command: 'kubectl edit service {service} -n {namespace}',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
    aliases: ['IST0119'],
    decides:
      'A Policy with origins names a service, and the ports it is for (all ports where it names none) are not TCP ports named http, http2 or https.',
    falsePositives: ['Services that are not in the bundle are left alone.'],
  },
  requires: ['authenticationPolicies', 'services'],
  era: mayReadLegacySecurity,
  identity: ['service', 'port'],
  messages: {
    notHttp:
      'Policy {namespace}/{name} asks for a token on port {port} of service {service}, which is {protocol} and named "{portName}"',
  },
  *run({ authenticationPolicies, services }) {
    for (const policy of authenticationPolicies) {
      const { kind, namespace, name, source, spec } = policy;
      if (kind !== 'Policy' || spec.origins === undefined) continue;
      for (const [at, target] of spec.targets.entries()) {
        const [service] = findServices(services, { namespace, name: target.name });
        if (service === undefined) continue;
        for (const port of service.ports) {
          if (!isMeant(port, target.ports) || isNamedAsHttp(port)) continue;
          yield {
            messageId: 'notHttp',
            args: {
              namespace,
              name,
              service: service.name,
              port: port.port,
              portName: port.name ?? '',
              protocol: port.protocol,
            },
            subject: configSubject(policy),
            evidence: [
              citeField(source, `spec.targets[${at}]`, target.name),
              citeField(service.source, `spec.ports[${service.ports.indexOf(port)}].name`, port.name),
            ],
          };
        }
      }
    }
  },
});

/** A number means the TCP port of that number. */
function isMeant({ name, port, protocol }: ServicePort, ports: readonly (number | string)[]): boolean {
  if (ports.length === 0) return true;
  return ports.some((wanted) => (typeof wanted === 'number' ? wanted === port && protocol === 'TCP' : wanted === name));
}

function isNamedAsHttp({ name = '', protocol }: ServicePort): boolean {
  return protocol === 'TCP' && /^http[2s]?(?:-|$)/.test(name);
}
