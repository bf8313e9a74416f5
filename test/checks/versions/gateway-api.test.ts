import { versionsGatewayApi } from '../../../src/checks/versions/gateway-api.js';
import { describeCheck } from '../../helpers/check.js';
import { labels } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function definition(plural: string, release: string, ...versions: readonly string[]) {
  const name = `${plural}.gateway.networking.k8s.io`;
  return {
    customResourceDefinitions: [
      {
        name,
        annotations: labels({ 'gateway.networking.k8s.io/bundle-version': release }),
        ...(versions.length > 0 && { versions }),
        source: { path: 'crds.yaml', line: 1 },
      },
    ],
  };
}

const today = { mesh: mesh({ controlPlaneVersions: ['1.30.3'] }) };
const before = { mesh: mesh({ controlPlaneVersions: ['1.29.0'] }) };
const unknown = mesh({ controlPlaneVersions: [] });

describeCheck(versionsGatewayApi, {
  silent: {
    'the minimum': { ...definition('tlsroutes', 'v1.5.0'), ...today },
    'a candidate of the minimum': { ...definition('tlsroutes', 'v1.5.0-rc.1'), ...today },
    'a kind without a minimum': { ...definition('httproutes', 'v0.8.0'), ...today },
    'an annotation that is no version': { ...definition('tlsroutes', 'main'), ...today },
    'an Istio that reads older ones': { ...definition('tlsroutes', 'v1.4.0'), ...before },
    'an Istio of unknown version': { ...definition('tlsroutes', 'v1.4.0', 'v1'), mesh: unknown },
    'both versions': { ...definition('gateways', 'v1.5.0', 'v1', 'v1beta1'), ...today },
  },
  fires: {
    'below the minimum': {
      given: { ...definition('grpcroutes', 'v1.0.0'), ...today },
      expect: [
        {
          messageId: 'release',
          subject: 'CustomResourceDefinition grpcroutes.gateway.networking.k8s.io',
          args: { installed: 'v1.0.0', minimum: '1.1.0' },
          severity: 'warning',
        },
      ],
    },
    'below the minimum, in manifests': {
      given: { ...definition('grpcroutes', 'v1.0.0'), mesh: { ...unknown, isManifests: true } },
      expect: [{ messageId: 'release', subject: 'CustomResourceDefinition grpcroutes.gateway.networking.k8s.io' }],
    },
    'alpha alone': {
      given: { ...definition('gateways', 'v0.4.0', 'v1alpha2'), ...today },
      expect: [
        {
          messageId: 'version',
          subject: 'CustomResourceDefinition gateways.gateway.networking.k8s.io',
          args: { installed: 'v1alpha2', minimum: 'v1beta1' },
          severity: 'error',
        },
        {
          messageId: 'version',
          subject: 'CustomResourceDefinition gateways.gateway.networking.k8s.io',
          args: { minimum: 'v1' },
          severity: 'warning',
        },
      ],
    },
  },
});
