import { mtlsRootSelector } from '../../../src/checks/mtls/root-selector.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function peer(namespace: string, selector: string): string {
  return `
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: grafana, namespace: ${namespace}}
  spec: {${selector}mtls: {mode: DISABLE}}
  `;
}

const grafana = 'selector: {matchLabels: {app: grafana}}, ';

describeOnManifests(mtlsRootSelector, {
  silent: {
    'the policy of the mesh': peer('istio-system', ''),
    'a selector elsewhere': peer('monitoring', grafana),
    'the root namespace is another one': {
      yaml: peer('istio-system', grafana),
      meshConfig: 'rootNamespace: istio-config',
    },
  },
  fires: {
    'a selector in the root namespace': {
      given: peer('istio-system', grafana),
      expect: [
        {
          messageId: 'ignored',
          subject: 'PeerAuthentication istio-system/grafana',
          severity: 'warning',
          args: { selector: 'app=grafana' },
        },
      ],
    },
  },
});
