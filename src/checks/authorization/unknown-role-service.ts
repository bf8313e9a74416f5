import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { hostOfService } from '../../model/lookup/hosts.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { mayReadLegacySecurity } from '../../model/lookup/legacy-security.js';
import { defineCheck } from '../check.js';

export const authorizationUnknownRoleService = defineCheck({
  meta: {
    id: 'authorization/unknown-role-service',
    title: 'ServiceRoles are about services of their namespace',
    severity: 'error',
    why: 'A ServiceRole grants access to services of its own namespace. One that names none grants nothing (Istio 1.0 to 1.5).',
    fix: [
      {
        text: 'Name services of the namespace of the ServiceRole, by name, full name, prefix or suffix.',
        command: 'kubectl get services -n {namespace}',
        doc: 'https://istio.io/v1.5/docs/reference/config/security/istio.rbac.v1alpha1/',
      },
    ],
    aliases: ['IST0101'],
    decides:
      'Each entry of rules.services but `*` has to be the start or the end of the full name of a service in the namespace.',
  },
  requires: ['serviceRoles', 'services', 'mesh'],
  era: mayReadLegacySecurity,
  identity: ['service'],
  messages: { unknown: 'ServiceRole {namespace}/{name} is about {service}, which no service of its namespace matches' },
  *run({ serviceRoles, services, mesh }, { undecided }) {
    for (const role of serviceRoles) {
      const { namespace, name, source, spec } = role;
      const hosts = services.filter((own) => own.namespace === namespace).map((own) => hostOfService(own, mesh));
      for (const rule of spec.rules) {
        for (const [index, service] of rule.services.entries()) {
          const part = service.startsWith('*')
            ? service.slice(1)
            : service.endsWith('*')
              ? service.slice(0, -1)
              : service;
          if (service === '*' || hosts.some((host) => host.startsWith(part) || host.endsWith(part))) continue;
          if (!hasAll(mesh, 'Service', namespace)) {
            undecided(notGathered('service', `one that ServiceRole ${namespace}/${name} means`));
            continue;
          }
          yield {
            messageId: 'unknown',
            args: { namespace, name, service },
            subject: configSubject(role),
            evidence: [citeField(source, `${rule.field}.services[${index}]`, service)],
          };
        }
      }
    }
  },
});
