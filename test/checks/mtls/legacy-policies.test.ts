import { mtlsLegacyPolicies } from '../../../src/checks/mtls/legacy-policies.js';
import { describeCheck } from '../../helpers/check.js';
import { authenticationPolicy } from '../../helpers/facets/configuration.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const policies = `
  apiVersion: authentication.istio.io/v1alpha1
  kind: Policy
  metadata: {name: default, namespace: shop}
  spec: {peers: [{mtls: {}}]}
  ---
  apiVersion: authentication.istio.io/v1alpha1
  kind: MeshPolicy
  metadata: {name: default}
  spec: {peers: [{mtls: {mode: PERMISSIVE}}]}
  ---`;

const successor = `
  apiVersion: apiextensions.k8s.io/v1beta1
  kind: CustomResourceDefinition
  metadata: {name: peerauthentications.security.istio.io}
  spec: {group: security.istio.io}
  `;

describeOnManifests(mtlsLegacyPolicies, {
  silent: { 'nothing replaces them yet': policies },
  fires: {
    'their successor is installed': {
      given: policies + successor,
      expect: [
        { messageId: 'deprecated', subject: 'MeshPolicy default', severity: 'info', aliases: ['IST0121'] },
        { messageId: 'deprecated', subject: 'Policy shop/default', severity: 'info', aliases: ['IST0120'] },
      ],
    },
  },
});

describeCheck(mtlsLegacyPolicies, {
  silent: {
    'Istio 1.5 reads them': {
      authenticationPolicies: [authenticationPolicy()],
      mesh: mesh({ controlPlaneVersions: ['1.5.10'] }),
    },
    'one control plane still reads them': {
      authenticationPolicies: [authenticationPolicy()],
      mesh: mesh({ controlPlaneVersions: ['1.6.14', '1.5.10'] }),
    },
  },
  fires: {
    'Istio 1.6 reads them no more': {
      given: {
        authenticationPolicies: [authenticationPolicy({ name: 'default', spec: { mode: 'STRICT', targets: [] } })],
        mesh: mesh({ controlPlaneVersions: ['1.6.14'] }),
      },
      expect: [
        {
          messageId: 'ignored',
          subject: 'Policy shop/default',
          severity: 'error',
          args: { what: 'mutual TLS (STRICT)' },
        },
      ],
    },
  },
});
