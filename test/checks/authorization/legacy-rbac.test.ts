import { expect, test } from 'vitest';
import { authorizationLegacyRbac } from '../../../src/checks/authorization/legacy-rbac.js';
import type { RbacConfig } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';

function rbac(mode: string): RbacConfig {
  const none = { namespaces: [], services: [] };
  return {
    kind: 'ClusterRbacConfig',
    group: 'rbac.istio.io',
    namespace: '',
    name: 'default',
    labels: new Map(),
    annotations: new Map(),
    spec: { mode, inclusion: none, exclusion: none },
    source: { path: 'rbac.yaml' },
  };
}

const upgraded = mesh({ controlPlaneVersions: ['1.7.3'] });

describeCheck(authorizationLegacyRbac, {
  silent: { 'access control was off': { rbacConfigs: [rbac('OFF')], mesh: upgraded } },
  fires: {
    'nothing took its place': {
      given: { rbacConfigs: [rbac('ON')], mesh: upgraded, authorizationPolicies: [] },
      expect: [{ messageId: 'ignored', subject: 'ClusterRbacConfig default', severity: 'error', args: { mode: 'ON' } }],
    },
  },
});

test('says nothing of Istio up to 1.5, nor where the version is unknown', () => {
  expect(authorizationLegacyRbac.era?.(mesh({ controlPlaneVersions: ['1.5.10'] }))).toContain('1.5');
  expect(authorizationLegacyRbac.era?.(mesh({ controlPlaneVersions: [] }))).toContain('unknown version');
  expect(authorizationLegacyRbac.era?.(upgraded)).toBe(true);
});
