import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { mayReadLegacySecurity } from '../../model/lookup/legacy-security.js';
import { defineCheck } from '../check.js';

export const authorizationUnknownServiceRole = defineCheck({
  meta: {
    id: 'authorization/unknown-service-role',
    title: 'ServiceRoleBindings name ServiceRoles that exist',
    severity: 'error',
    why: 'A binding without its role grants nothing, so that its subjects are denied (Istio 1.0 to 1.5).',
    fix: [
      {
        text: 'Create the ServiceRole in the namespace of the binding, or correct roleRef.',
        command: 'kubectl get serviceroles -n {namespace}',
        doc: 'https://istio.io/v1.5/docs/reference/config/security/istio.rbac.v1alpha1/',
      },
    ],
    aliases: ['IST0101'],
    decides: 'roleRef.name has to be a ServiceRole of the namespace of the binding.',
  },
  requires: ['serviceRoleBindings', 'serviceRoles', 'mesh'],
  era: mayReadLegacySecurity,
  messages: {
    unknown: 'ServiceRoleBinding {namespace}/{name} names the ServiceRole {role}, which does not exist there',
  },
  *run({ serviceRoleBindings, serviceRoles, mesh }, { undecided }) {
    const known = new Set(serviceRoles.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const binding of serviceRoleBindings) {
      const { namespace, name, source, spec } = binding;
      if (spec.role === undefined || known.has(`${namespace}/${spec.role}`)) continue;
      if (!hasAll(mesh, 'ServiceRole', namespace)) {
        undecided(notGathered('ServiceRole', `${namespace}/${spec.role}`));
        continue;
      }
      yield {
        messageId: 'unknown',
        args: { namespace, name, role: spec.role },
        subject: configSubject(binding),
        evidence: [citeField(source, 'spec.roleRef.name', spec.role)],
      };
    }
  },
});
