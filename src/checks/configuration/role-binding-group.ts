import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

export const configurationRoleBindingGroup = defineCheck({
  meta: {
    id: 'configuration/role-binding-group',
    title: 'ServiceRoleBindings do not name a group',
    severity: 'warning',
    basis: 'declared',
    why: 'The field group of a subject was dropped early: the binding does not hold for whom it names.',
    fix: [
      {
        text: 'Use properties with request.auth.claims, or an AuthorizationPolicy from Istio 1.4 on.',
        command: 'kubectl get servicerolebinding -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/',
      },
    ],
    aliases: ['IST0002'],
    falsePositives: ['Silent where every control plane is of 1.7 or later, which reads no ServiceRoleBinding at all.'],
  },
  requires: ['serviceRoleBindings', 'mesh'],
  messages: {
    group: 'ServiceRoleBinding {namespace}/{name} names a group, a field that is deprecated',
  },
  *run({ serviceRoleBindings, mesh }) {
    if ((oldestMinor(mesh) ?? 0) >= 7) return;
    for (const { namespace, name, spec, source } of serviceRoleBindings) {
      const named = spec.subjects.filter(({ group }) => group !== undefined);
      if (!isNonEmpty(named)) continue;
      yield {
        messageId: 'group',
        args: { namespace, name },
        subject: { kind: 'ServiceRoleBinding', namespace, name },
        evidence: mapNonEmpty(named, ({ field, group = '' }) => citeField(source, `${field}.group`, group)),
      };
    }
  },
});
