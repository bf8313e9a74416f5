import { expect, test } from 'vitest';
import { objectFrom } from '../../../helpers/objects.js';

test('a control plane of the Sail operator', () => {
  const { kind, metadata, spec } = objectFrom(`
    apiVersion: sailoperator.io/v1
    kind: IstioRevision
    metadata:
      name: default-v1-24-3
    spec:
      namespace: istio-system
      version: v1.24.3
      values:
        global: {}
  `);
  expect([kind, metadata.name, metadata.namespace]).toEqual(['IstioRevision', 'default-v1-24-3', undefined]);
  expect(spec).toEqual({ namespace: 'istio-system', version: 'v1.24.3' });
});

test('a mesh of Maistra: its version and its members', () => {
  expect(
    objectFrom(`
      apiVersion: maistra.io/v2
      kind: ServiceMeshControlPlane
      metadata:
        name: basic
        namespace: istio-system
      spec:
        version: v2.5
    `).spec,
  ).toEqual({ version: 'v2.5' });
  expect(
    objectFrom(`
      apiVersion: maistra.io/v1
      kind: ServiceMeshMemberRoll
      metadata:
        name: default
        namespace: istio-system
      spec:
        members:
        - bookinfo
        - absent
      status:
        configuredMembers:
        - bookinfo
    `).spec,
  ).toEqual({ members: ['bookinfo', 'absent'], configuredMembers: ['bookinfo'] });
});
