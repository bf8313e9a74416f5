import { expect, test } from 'vitest';
import { configurationRoleBindingGroup as check } from '../../../src/checks/configuration/role-binding-group.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function binding(subject: string): string {
  return `
apiVersion: rbac.istio.io/v1alpha1
kind: ServiceRoleBinding
metadata: {name: readers, namespace: shop}
spec:
  subjects:
  - {${subject}}
  roleRef: {kind: ServiceRole, name: reader}`;
}

const group = binding('user: "*", group: admins');

test('a subject with a group', () => {
  expect(findingsIn(check, group)).toMatchObject([
    {
      severity: 'warning',
      aliases: ['IST0002'],
      subject: { kind: 'ServiceRoleBinding', namespace: 'shop', name: 'readers' },
    },
  ]);
});

test('no group, or a control plane that reads no binding', () => {
  expect(findingsIn(check, binding('user: "*"'))).toEqual([]);
  expect(findingsInBundle(check, group, { controlPlaneVersions: ['1.7.8'] })).toEqual([]);
});
