import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { configSubject, fullName } from '../../model/lookup/config-subject.js';
import { ignoresLegacySecurity } from '../../model/lookup/legacy-security.js';
import { defineCheck } from '../check.js';

export const authorizationLegacyRbac = defineCheck({
  meta: {
    id: 'authorization/legacy-rbac',
    title: 'Access rules are of a kind that the control plane reads',
    severity: 'error',
    why: 'Istio 1.6 and later take no notice of ClusterRbacConfig, ServiceRole and ServiceRoleBinding: after an upgrade everything that they closed is open.',
    fix: [
      {
        text: 'Write the roles and bindings as AuthorizationPolicies, then delete the old objects.',
        command: 'kubectl get authorizationpolicies --all-namespaces',
        doc: 'https://istio.io/latest/blog/2021/migrate-alpha-policy/',
      },
    ],
    decides: 'Access control is on (mode other than OFF), and every control plane is of Istio 1.6 or later.',
    falsePositives: ['Without a version of the control plane nothing is said.'],
  },
  requires: ['mesh'],
  uses: ['rbacConfigs', 'serviceRoles', 'serviceRoleBindings', 'authorizationPolicies'],
  era: (mesh) => ignoresLegacySecurity(mesh) || 'Istio up to 1.5, or an unknown version',
  applies: ({ rbacConfigs }) => rbacConfigs !== undefined || 'the bundle lists no objects of rbac.istio.io',
  messages: {
    ignored:
      '{kind} {object} turns access control on ({mode}), and Istio {version} takes no notice of it, of {roles} ServiceRoles and {bindings} ServiceRoleBindings',
  },
  *run({ rbacConfigs = [], serviceRoles = [], serviceRoleBindings = [], authorizationPolicies = [], mesh }) {
    const active = rbacConfigs.filter(({ spec }) => spec.mode !== 'OFF');
    for (const config of active) {
      const { mode } = config.spec;
      const others = [...serviceRoles, ...serviceRoleBindings].slice(0, 4);
      yield {
        messageId: 'ignored',
        severity: authorizationPolicies.length === 0 ? 'error' : 'warning',
        args: {
          kind: config.kind,
          object: fullName(config),
          mode,
          version: mesh.controlPlaneVersions.join(', '),
          roles: serviceRoles.length,
          bindings: serviceRoleBindings.length,
        },
        subject: configSubject(config),
        evidence: [
          citeField(config.source, 'spec.mode', mode),
          ...(isNonEmpty(others)
            ? mapNonEmpty(others, ({ source, name }) => citeField(source, 'metadata.name', name))
            : []),
        ],
      };
    }
  },
});
