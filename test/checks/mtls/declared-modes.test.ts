import { mtlsDeclaredModes } from '../../../src/checks/mtls/declared-modes.js';
import { describeCheck } from '../../helpers/check.js';
import { authenticationPolicy, destinationRule, peerAuthentication } from '../../helpers/facets/configuration.js';
import { container, podSpec, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

const meshed = podSpec({ containers: [container(), container({ name: 'istio-proxy' })] });
const bare = podSpec({ containers: [container()] });
const base = { serviceSpecs: [serviceSpec()], podSpecs: [meshed], mesh: mesh() };
const disable = [destinationRule({ spec: { tls: 'DISABLE' } })];
const mutual = [destinationRule({ spec: { tls: 'ISTIO_MUTUAL' } })];
const strict = peerAuthentication({ namespace: 'istio-system', name: 'default', spec: { mode: 'STRICT' } });

describeCheck(mtlsDeclaredModes, {
  silent: {
    'no TLS mode in the DestinationRule: clients adapt': {
      ...base,
      destinationRules: [destinationRule()],
      peerAuthentications: [strict],
    },
    'plain text to servers that accept both': { ...base, destinationRules: disable, peerAuthentications: [] },
    'mutual TLS to a strict server': { ...base, destinationRules: mutual, peerAuthentications: [strict] },
    'the policy of the workload wins over the mesh': {
      ...base,
      destinationRules: disable,
      peerAuthentications: [strict, peerAuthentication({ spec: { mode: 'PERMISSIVE', selector: meshed.labels } })],
    },
    'a pod without a sidecar is not bound by the policy': {
      ...base,
      podSpecs: [bare],
      destinationRules: disable,
      peerAuthentications: [strict],
    },
    'a port of the sidecar itself, which is not redirected': {
      ...base,
      serviceSpecs: [serviceSpec({ ports: [servicePort({ name: 'status', port: 15020, targetPort: 15020 })] })],
      destinationRules: disable,
      peerAuthentications: [strict],
    },
    'the host is outside the mesh': {
      ...base,
      destinationRules: [destinationRule({ spec: { host: 'api.example.com', tls: 'DISABLE' } })],
      peerAuthentications: [strict],
    },
    'Istio 1.0 without any policy speaks plain text on both sides': {
      ...base,
      mesh: mesh({ controlPlaneVersions: ['1.0.5'] }),
      destinationRules: disable,
      authenticationPolicies: [],
    },
  },
  open: {
    'a policy of the namespace that was not gathered may allow plain text': {
      given: {
        ...base,
        mesh: mesh({ partial: new Map([['PeerAuthentication', new Set(['istio-system'])]]) }),
        destinationRules: disable,
        peerAuthentications: [strict],
      },
      because: 'one for shop/cart may exist',
    },
    'a policy of the mesh that was not gathered may be strict': {
      given: {
        ...base,
        mesh: mesh({ partial: new Map([['PeerAuthentication', new Set(['shop'])]]) }),
        destinationRules: disable,
        peerAuthentications: [],
      },
      because: 'one for shop/cart may exist',
    },
    'PeerAuthentications were not read of an Istio that has them': {
      given: { ...base, destinationRules: mutual, authenticationPolicies: [] },
      because: 'one for shop/cart may exist',
    },
    'a Policy of Istio 1.0 that was not gathered may ask for mutual TLS': {
      given: {
        ...base,
        mesh: mesh({ controlPlaneVersions: ['1.0.5'], partial: new Map([['Policy', new Set()]]) }),
        destinationRules: mutual,
        authenticationPolicies: [authenticationPolicy({ name: 'other', spec: { mode: 'STRICT', targets: [] } })],
      },
      because: 'one for shop/cart may exist',
    },
  },
  fires: {
    'plain text to a mesh that is strict': {
      given: { ...base, destinationRules: disable, peerAuthentications: [strict] },
      expect: [{ messageId: 'plaintextToStrict', subject: 'DestinationRule shop/cart', evidence: 2 }],
    },
    'the mode of one port': {
      given: {
        ...base,
        serviceSpecs: [
          serviceSpec({
            ports: [servicePort({ port: 8080, name: 'http' }), servicePort({ port: 9090, name: 'grpc' })],
          }),
        ],
        destinationRules: [destinationRule({ spec: { portTls: new Map([[9090, 'DISABLE']]) } })],
        peerAuthentications: [strict],
      },
      expect: [{ messageId: 'plaintextToStrict', subject: 'DestinationRule shop/cart', args: { port: 9090 } }],
    },
    'a wildcard host': {
      given: {
        ...base,
        destinationRules: [destinationRule({ spec: { host: '*.shop.svc.cluster.local', tls: 'DISABLE' } })],
        peerAuthentications: [strict],
      },
      expect: [
        {
          messageId: 'plaintextToStrict',
          subject: 'DestinationRule shop/cart',
          args: { host: 'cart.shop.svc.cluster.local' },
        },
      ],
    },
    'mutual TLS to a workload without a sidecar': {
      given: { ...base, podSpecs: [bare], destinationRules: mutual, peerAuthentications: [] },
      expect: [{ messageId: 'mutualToPlaintext', subject: 'DestinationRule shop/cart' }],
    },
    'mutual TLS to a workload that turned it off': {
      given: {
        ...base,
        destinationRules: mutual,
        peerAuthentications: [peerAuthentication({ spec: { mode: 'DISABLE' } })],
      },
      expect: [
        {
          messageId: 'mutualToPlaintext',
          subject: 'DestinationRule shop/cart',
          args: { reason: 'its pods accept plain text only' },
        },
      ],
    },
    'the policy of the workload decides, whatever else was not gathered': {
      given: {
        ...base,
        mesh: mesh({ partial: new Map([['PeerAuthentication', new Set()]]) }),
        destinationRules: disable,
        peerAuthentications: [peerAuthentication({ spec: { mode: 'STRICT', selector: meshed.labels } })],
      },
      expect: [{ messageId: 'plaintextToStrict', subject: 'DestinationRule shop/cart' }],
    },
    'a Policy of Istio 1.0 demands mutual TLS': {
      given: {
        ...base,
        destinationRules: disable,
        authenticationPolicies: [authenticationPolicy({ name: 'default', spec: { mode: 'STRICT', targets: [] } })],
      },
      expect: [
        { messageId: 'plaintextToStrict', subject: 'DestinationRule shop/cart' },
        { messageId: 'strictWithoutClients', subject: 'Policy shop/default' },
      ],
    },
  },
});

const strictPod = `
  apiVersion: v1
  kind: Service
  metadata: {name: cart, namespace: shop}
  spec:
    selector: {app: cart}
    ports: [{name: http, port: 80}]
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart-1, namespace: shop, labels: {app: cart, version: v1}}
  spec:
    containers: [{name: app, image: app}, {name: istio-proxy, image: proxyv2}]
  ---
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: default, namespace: istio-system}
  spec: {mtls: {mode: STRICT}}
  ---`;

function rule(name: string, namespace: string, host: string, trafficPolicy: string): string {
  return `
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: ${name}, namespace: ${namespace}}
  spec: {host: "${host}", ${trafficPolicy}}
  ---`;
}

const mutualEverywhere = rule('mesh', 'istio-system', '*.local', 'trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}');
const forCart = 'cart.shop.svc.cluster.local';
const off = 'enableAutoMtls: false';
const forWorkload = strictPod
  .replace('{name: default, namespace: istio-system}', '{name: cart, namespace: shop}')
  .replace('spec: {mtls:', 'spec: {selector: {matchLabels: {app: cart}}, mtls:');

describeOnManifests(mtlsDeclaredModes, {
  silent: {
    'auto mutual TLS and a rule without a mode': strictPod + rule('cart', 'shop', forCart, 'subsets: []'),
    'no auto mutual TLS and no rule at all, which is said once for the mesh': { yaml: strictPod, meshConfig: off },
    'no auto mutual TLS, and the mesh-wide rule turns it on': { yaml: strictPod + mutualEverywhere, meshConfig: off },
    'a rule that the service’s own namespace overrides':
      strictPod +
      rule('mesh', 'istio-system', '*.local', 'trafficPolicy: {tls: {mode: DISABLE}}') +
      rule('cart', 'shop', forCart, 'trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}'),
  },
  fires: {
    'no auto mutual TLS and no rule for a workload that is strict': {
      given: { yaml: forWorkload, meshConfig: off },
      expect: [
        {
          messageId: 'strictWithoutClients',
          subject: 'PeerAuthentication shop/cart',
          aliases: ['IST0113'],
          args: { who: 'clients', host: forCart },
        },
      ],
    },
    'the rule of the mesh is kept in its own namespace': {
      given: { yaml: strictPod + mutualEverywhere.replace('{host:', '{exportTo: ["."], host:'), meshConfig: off },
      expect: [{ messageId: 'strictWithoutClients', subject: 'PeerAuthentication istio-system/default' }],
    },
    'a rule without a mode replaces the mesh-wide one where nothing is automatic': {
      given: { yaml: strictPod + mutualEverywhere + rule('cart', 'shop', forCart, 'subsets: []'), meshConfig: off },
      expect: [{ messageId: 'plaintextToStrict', subject: 'DestinationRule shop/cart', aliases: ['IST0113'] }],
    },
    'TLS without a client certificate': {
      given: strictPod + rule('cart', 'shop', forCart, 'trafficPolicy: {tls: {mode: SIMPLE}}'),
      expect: [
        {
          messageId: 'plaintextToStrict',
          subject: 'DestinationRule shop/cart',
          args: { client: 'TLS without a client certificate' },
        },
      ],
    },
    'a subset of the pods': {
      given:
        strictPod +
        rule(
          'cart',
          'shop',
          forCart,
          'subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {tls: {mode: DISABLE}}}]',
        ),
      expect: [{ messageId: 'plaintextToStrict', subject: 'DestinationRule shop/cart' }],
    },
    'a rule of one client namespace': {
      given: strictPod + rule('cart', 'web', forCart, 'trafficPolicy: {tls: {mode: DISABLE}}'),
      expect: [{ messageId: 'plaintextToStrict', subject: 'DestinationRule web/cart' }],
    },
  },
});
