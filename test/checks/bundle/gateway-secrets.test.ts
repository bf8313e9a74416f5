import { expect, test } from 'vitest';
import { bundleGatewaySecrets } from '../../../src/checks/bundle/gateway-secrets.js';
import type { DesiredConfig } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, kubernetesGateway } from '../../helpers/facets/configuration.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { controlPlaneVersion } from '../../helpers/facets/sync.js';

const owner = {
  pod: { namespace: 'shop', name: 'cart-6f5b' },
  workload: 'cart',
  source: { path: 'namespaces/shop/pods/cart-6f5b/config_dump_istiod.json' },
};
const asked: DesiredConfig = { ...owner, connected: true, clusters: [], listeners: [], routes: [] };
const elsewhere: DesiredConfig = { ...owner, connected: false };

function given(version: string, desiredConfigs: readonly DesiredConfig[] = [asked]) {
  return { desiredConfigs, controlPlaneVersions: [controlPlaneVersion({ version })], mesh: mesh() };
}

const plain = istioGateway({ spec: { servers: [gatewayServer()] } });
const secured = istioGateway({
  spec: { servers: [gatewayServer({ tlsMode: 'SIMPLE', credentialName: 'shop-tls' })] },
});

describeCheck(bundleGatewaySecrets, {
  silent: {
    'a release before the cache': given('1.16.7'),
    'the releases with the fix': given('1.26.5'),
    'the releases with the fix, 1.27': given('1.27.2'),
    'a replica without the proxy answers before it looks at secrets': given('1.26.2', [elsewhere]),
    'no Gateway takes a certificate from a secret': { ...given('1.26.2'), istioGateways: [plain] },
  },
  fires: {
    'the last release without the fix': {
      given: given('1.26.4'),
      expect: [
        {
          messageId: 'exposed',
          subject: 'Mesh cluster.local',
          args: { version: '1.26.4', count: 1, namespace: 'istio-system' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
    'the first releases of 1.27': {
      given: { ...given('1.27.1'), istioGateways: [secured] },
      expect: [{ messageId: 'exposed', subject: 'Mesh cluster.local' }],
    },
    'Gateways of other namespaces may take certificates from secrets': {
      given: {
        ...given('1.26.4'),
        istioGateways: [plain],
        mesh: mesh({ partial: new Map([['Gateway.networking.istio.io', new Set(['shop'])]]) }),
      },
      expect: [{ messageId: 'exposed', subject: 'Mesh cluster.local' }],
    },
    'Gateways of the Gateway API name their secrets elsewhere': {
      given: { ...given('1.20'), istioGateways: [plain], kubernetesGateways: [kubernetesGateway()] },
      expect: [{ messageId: 'exposed', subject: 'Mesh cluster.local' }],
    },
  },
});

test('does not concern meshes of other releases', () => {
  expect(bundleGatewaySecrets.era?.(mesh({ controlPlaneVersions: ['1.27.3'] }))).toContain('keeps its secrets');
  expect(bundleGatewaySecrets.era?.(mesh({ controlPlaneVersions: ['1.27.3', '1.24.1'] }))).toBe(true);
  expect(bundleGatewaySecrets.era?.(mesh({ controlPlaneVersions: [] }))).toBe(true);
});
