import { ambientNoTargetRefs } from '../../../src/checks/ambient/no-target-refs.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function namespace(labels: string): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {${labels}}}
  ---`;
}

const ambient = namespace('istio.io/dataplane-mode: ambient');

function object(apiVersion: string, kind: string, spec: string): string {
  return `
  apiVersion: ${apiVersion}
  kind: ${kind}
  metadata: {name: api, namespace: shop}
  spec: ${spec}
  ---`;
}

const policy = (spec: string) => object('security.istio.io/v1', 'AuthorizationPolicy', spec);
const byMethod = 'rules: [{to: [{operation: {methods: [GET]}}]}]';
const target = 'targetRefs: [{kind: Service, name: cart}]';

describeOnManifests(ambientNoTargetRefs, {
  silent: {
    'addresses, ports and identities':
      ambient + policy('{rules: [{from: [{source: {principals: ["*"]}}], to: [{operation: {ports: ["80"]}}]}]}'),
    'a service is named': ambient + policy(`{${target}, ${byMethod}}`),
    'a namespace with sidecars': namespace('istio-injection: enabled') + policy(`{${byMethod}}`),
    'metrics without overrides':
      ambient + object('telemetry.istio.io/v1', 'Telemetry', '{metrics: [{providers: [{name: prometheus}]}]}'),
  },
  fires: {
    'each kind': {
      given:
        ambient +
        policy(`{${byMethod}}`) +
        object('security.istio.io/v1', 'RequestAuthentication', '{jwtRules: [{issuer: me}]}') +
        object('telemetry.istio.io/v1', 'Telemetry', '{accessLogging: [{providers: [{name: envoy}]}]}') +
        object('extensions.istio.io/v1alpha1', 'WasmPlugin', '{url: "oci://example.com/a:1"}'),
      expect: [
        {
          messageId: 'noTargets',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'warning',
          aliases: ['KIA0110'],
          args: { what: 'methods' },
        },
        { messageId: 'noTargets', subject: 'RequestAuthentication shop/api', aliases: ['KIA1115'] },
        { messageId: 'noTargets', subject: 'Telemetry shop/api', aliases: ['KIA1117'] },
        { messageId: 'noTargets', subject: 'WasmPlugin shop/api', aliases: ['KIA1116'] },
      ],
    },
    'an action that ztunnel does not know': {
      given: ambient + policy('{action: AUDIT, rules: [{}]}'),
      expect: [{ messageId: 'unsupportedAction', subject: 'AuthorizationPolicy shop/api', args: { what: 'AUDIT' } }],
    },
  },
});
