import { configurationIneffectiveSelector } from '../../../src/checks/configuration/ineffective-selector.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const gatewayPod = `
  apiVersion: v1
  kind: Pod
  metadata: {name: public-1, namespace: shop, labels: {app: public, gateway.networking.k8s.io/gateway-name: public}}
  spec: {containers: [{name: istio-proxy, image: proxyv2}]}
  ---`;

function policy(apiVersion: string, kind: string, namespace: string, extra = ''): string {
  return `
  apiVersion: ${apiVersion}
  kind: ${kind}
  metadata: {name: api, namespace: ${namespace}}
  spec: {selector: {matchLabels: {app: public}}${extra}}
  ---`;
}

const security = 'security.istio.io/v1';

describeOnManifests(configurationIneffectiveSelector, {
  silent: {
    'a targetRef beside it':
      gatewayPod +
      policy(
        security,
        'AuthorizationPolicy',
        'shop',
        ', targetRef: {kind: Gateway, group: gateway.networking.k8s.io, name: public}',
      ),
    'another namespace': gatewayPod + policy(security, 'RequestAuthentication', 'web'),
  },
  fires: {
    'four kinds of policies': {
      given:
        gatewayPod +
        policy(security, 'AuthorizationPolicy', 'shop') +
        policy(security, 'RequestAuthentication', 'shop') +
        policy('telemetry.istio.io/v1', 'Telemetry', 'shop') +
        policy('extensions.istio.io/v1alpha1', 'WasmPlugin', 'shop'),
      expect: [
        { messageId: 'ineffective', subject: 'AuthorizationPolicy shop/api', aliases: ['IST0166'] },
        { messageId: 'ineffective', subject: 'RequestAuthentication shop/api' },
        { messageId: 'ineffective', subject: 'Telemetry shop/api' },
        { messageId: 'ineffective', subject: 'WasmPlugin shop/api', args: { gateway: 'public' } },
      ],
    },
  },
});
