import { ambientSidecarAndAmbient } from '../../../src/checks/ambient/sidecar-and-ambient.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function pod(namespace: string, labels: string, containers = '', annotations = ''): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {${namespace}}}
  ---
  apiVersion: v1
  kind: Pod
  metadata: {name: cart, namespace: shop, labels: {${labels}}, annotations: {${annotations}}}
  spec: {containers: [{name: app, image: app}${containers}]}
  ---
  apiVersion: v1
  kind: Namespace
  metadata: {name: other, labels: {istio.io/dataplane-mode: ambient}}
  `;
}

const ambient = 'istio.io/dataplane-mode: ambient';
const proxy = ', {name: istio-proxy, image: proxyv2}';
const redirected = 'ambient.istio.io/redirection: enabled';
const subject = 'Workload shop/cart';

describeOnManifests(ambientSidecarAndAmbient, {
  silent: {
    'ambient only': pod(ambient, '', '', redirected),
    'a sidecar only': pod('istio-injection: enabled', '', proxy),
    'a pod with a sidecar that left ambient mode': pod(ambient, 'istio.io/dataplane-mode: none', proxy),
    'a waypoint in an ambient namespace': pod(ambient, 'gateway.networking.k8s.io/gateway-name: waypoint', proxy),
  },
  fires: {
    'labels ask for both': {
      given: pod(ambient, 'sidecar.istio.io/inject: "true"'),
      expect: [{ messageId: 'labels', subject, severity: 'error', aliases: ['KIA1311'] }],
    },
    'a sidecar in an ambient namespace': {
      given: pod(ambient, '', proxy),
      expect: [{ messageId: 'sidecarInAmbient', subject, aliases: ['KIA1315', 'KIA1316'] }],
    },
    'a sidecar on a pod with the label of its own': {
      given: pod('', ambient, proxy),
      expect: [{ messageId: 'sidecarInAmbient', subject, aliases: ['KIA1315'] }],
    },
    'redirected although a sidecar is asked for': {
      given: pod('istio-injection: enabled', '', '', redirected),
      expect: [{ messageId: 'redirected', subject, aliases: ['KIA1314'] }],
    },
  },
});
