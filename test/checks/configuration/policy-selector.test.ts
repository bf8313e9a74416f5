import { configurationPolicySelector } from '../../../src/checks/configuration/policy-selector.js';
import { describeOnManifests, documents } from '../../helpers/manifest-cases.js';

const shop = `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio-injection: enabled}}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart-1, namespace: shop, labels: {app: cart}}
  spec: {containers: [{name: app, image: app}]}
  ---`;

const bare = `
  apiVersion: v1
  kind: Pod
  metadata: {name: db-1, namespace: bare, labels: {app: db}}
  spec: {containers: [{name: app, image: app}]}
  ---`;

function policy(kind: string, namespace: string, spec: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: ${kind}
  metadata: {name: api, namespace: ${namespace}}
  spec: ${spec}
  ---`;
}

const unknownApp = '{selector: {matchLabels: {app: basket}}}';

describeOnManifests(configurationPolicySelector, {
  silent: {
    'a pod of an injected namespace':
      shop + policy('AuthorizationPolicy', 'shop', '{selector: {matchLabels: {app: cart}}}'),
    'the whole mesh, and the root namespace selects in all':
      shop +
      policy('AuthorizationPolicy', 'istio-system', '{}') +
      policy('RequestAuthentication', 'istio-system', '{selector: {matchLabels: {app: cart}}}'),
    'a policy for a waypoint in a namespace without pods':
      shop +
      policy(
        'AuthorizationPolicy',
        'web',
        '{targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: waypoint}]}',
      ),
    'an ambient pod': documents(
      `
      apiVersion: v1
      kind: Pod
      metadata: {name: a, namespace: web, labels: {app: web}, annotations: {ambient.istio.io/redirection: enabled}}
      spec: {containers: [{name: app, image: app}]}
      `,
      policy('AuthorizationPolicy', 'web', '{}'),
    ),
    'a CronJob that has no pod at the moment': documents(
      shop,
      `
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: night, namespace: shop}
      spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: basket}}, spec: {containers: [{name: a, image: a}]}}}}}
      `,
      policy('AuthorizationPolicy', 'shop', unknownApp),
      policy('PeerAuthentication', 'shop', unknownApp),
    ),
  },
  open: {
    'no pods were given': { given: policy('AuthorizationPolicy', 'shop', unknownApp), because: 'no pod objects' },
  },
  fires: {
    'labels that no pod has': {
      given:
        shop + policy('AuthorizationPolicy', 'shop', unknownApp) + policy('PeerAuthentication', 'shop', unknownApp),
      expect: [
        {
          messageId: 'noMatch',
          subject: 'AuthorizationPolicy shop/api',
          severity: 'warning',
          aliases: ['IST0127', 'KIA0004'],
          args: { selector: 'app=basket' },
        },
        { messageId: 'noMatch', subject: 'PeerAuthentication shop/api', aliases: ['KIA0004'] },
      ],
    },
    'a pod outside of the mesh': {
      given: bare + policy('AuthorizationPolicy', 'bare', '{selector: {matchLabels: {app: db}}}'),
      expect: [{ messageId: 'noMatch', subject: 'AuthorizationPolicy bare/api' }],
    },
    'a namespace without workloads of the mesh': {
      given: shop + policy('AuthorizationPolicy', 'web', '{}'),
      expect: [{ messageId: 'emptyNamespace', subject: 'AuthorizationPolicy web/api', aliases: ['IST0127'] }],
    },
    'the root namespace, and no pod anywhere': {
      given: shop + policy('AuthorizationPolicy', 'istio-system', unknownApp),
      expect: [{ messageId: 'noMatch', subject: 'AuthorizationPolicy istio-system/api' }],
    },
  },
});
