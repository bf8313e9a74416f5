import { ambientDisabledMutualTls } from '../../../src/checks/ambient/disabled-mutual-tls.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function shop(namespace: string, settings: string): string {
  return `
  apiVersion: v1
  kind: Namespace
  metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
  ---
  apiVersion: v1
  kind: Namespace
  metadata: {name: web}
  ---
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: tls, namespace: ${namespace}}
  spec: {selector: {matchLabels: {app: cart}}, ${settings}}
  `;
}

describeOnManifests(ambientDisabledMutualTls, {
  silent: {
    'strict in an ambient namespace': shop('shop', 'mtls: {mode: STRICT}'),
    'off in another one': shop('web', 'mtls: {mode: DISABLE}'),
  },
  fires: {
    'off for the workload': {
      given: shop('shop', 'mtls: {mode: DISABLE}'),
      expect: [{ messageId: 'ignored', subject: 'PeerAuthentication shop/tls', severity: 'warning' }],
    },
    'off for a port': {
      given: shop('shop', 'mtls: {mode: STRICT}, portLevelMtls: {"80": {mode: DISABLE}}'),
      expect: [{ messageId: 'ignored', subject: 'PeerAuthentication shop/tls' }],
    },
  },
});
