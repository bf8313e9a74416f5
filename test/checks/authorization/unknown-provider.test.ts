import { authorizationUnknownProvider } from '../../../src/checks/authorization/unknown-provider.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const policy = `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: api, namespace: shop}
  spec: {action: CUSTOM, provider: {name: gate}, rules: [{}]}
  `;

describeOnManifests(authorizationUnknownProvider, {
  silent: {
    'a provider of external authorization': {
      yaml: policy,
      meshConfig:
        'extensionProviders: [{name: gate, envoyExtAuthzGrpc: {service: gate.shop.svc.cluster.local, port: 9000}}]',
    },
    'another action': policy.replace('CUSTOM', 'ALLOW'),
  },
  open: { 'no mesh configuration was given': { given: policy, because: 'provider gate' } },
  fires: {
    'no such provider': {
      given: { yaml: policy, meshConfig: 'enableAutoMtls: true' },
      expect: [{ messageId: 'unknown', subject: 'AuthorizationPolicy shop/api', severity: 'error' }],
    },
    'a provider of another kind': {
      given: { yaml: policy, meshConfig: 'extensionProviders: [{name: gate, zipkin: {service: zipkin, port: 9411}}]' },
      expect: [{ messageId: 'otherKind', subject: 'AuthorizationPolicy shop/api', args: { kind: 'zipkin' } }],
    },
  },
});
