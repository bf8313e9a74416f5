import { ambientNoWaypoint } from '../../../src/checks/ambient/no-waypoint.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function shop(labels = '', service = '', pod = ''): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient${labels}}}
  ---
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop, labels: {a: b${service}}}
  spec: {selector: {app: cart}, ports: [{port: 80}]}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart-1, namespace: shop, labels: {app: cart${pod}}}
  spec: {containers: [{name: app, image: app}]}
  ---`;
}

function object(apiVersion: string, kind: string, spec: string): string {
  return `
  apiVersion: ${apiVersion}
  kind: ${kind}
  metadata: {name: api, namespace: shop}
  spec: ${spec}
  ---`;
}

const policy = (part: string) =>
  object('security.istio.io/v1', 'AuthorizationPolicy', `{${part} rules: [{to: [{operation: {methods: [GET]}}]}]}`);
const service = 'targetRefs: [{kind: Service, name: cart}],';
const selector = 'selector: {matchLabels: {app: cart}},';
const use = ', istio.io/use-waypoint: waypoint';
const none = ', istio.io/use-waypoint: none';
const subject = 'AuthorizationPolicy shop/api';

describeOnManifests(ambientNoWaypoint, {
  silent: {
    'the namespace uses one': shop(use) + policy(''),
    'the service uses one': shop('', use) + policy(service),
    'the pods use one': shop('', '', use) + policy(selector),
    'the pods left ambient mode': shop('', '', ', istio.io/dataplane-mode: none') + policy(selector),
    'a waypoint is named':
      shop() + policy('targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: waypoint}],'),
  },
  fires: {
    'no one uses one': {
      given: shop() + policy(''),
      expect: [{ messageId: 'notEnrolled', subject, aliases: ['KIA0109', 'KIA1317'], args: { who: 'namespace shop' } }],
    },
    'the pods that it selects': {
      given: shop() + policy(selector),
      expect: [{ messageId: 'notEnrolled', subject, args: { who: 'workload cart-1' } }],
    },
    'the service opted out': {
      given: shop(use, none) + policy(service),
      expect: [{ messageId: 'notEnrolled', subject, args: { who: 'service cart' } }],
    },
    'tokens, filters and traces': {
      given:
        shop() +
        object('security.istio.io/v1', 'RequestAuthentication', '{jwtRules: [{issuer: me}]}') +
        object('telemetry.istio.io/v1', 'Telemetry', '{tracing: [{randomSamplingPercentage: 1}]}') +
        object('extensions.istio.io/v1alpha1', 'WasmPlugin', '{url: "oci://example.com/a:1"}'),
      expect: [
        { messageId: 'notEnrolled', subject: 'RequestAuthentication shop/api', aliases: ['KIA1110'] },
        { messageId: 'notEnrolled', subject: 'Telemetry shop/api', aliases: ['KIA1112'] },
        { messageId: 'notEnrolled', subject: 'WasmPlugin shop/api', aliases: ['KIA1111'] },
      ],
    },
  },
});
