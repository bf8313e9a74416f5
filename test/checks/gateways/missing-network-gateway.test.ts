import { expect, test } from 'vitest';
import { gatewaysMissingNetworkGateway } from '../../../src/checks/gateways/missing-network-gateway.js';
import type { MeshNetwork } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';

function network(name: string, facts: Partial<MeshNetwork> = {}): MeshNetwork {
  return {
    name,
    gateways: [{ address: '203.0.113.9', port: 15443 }],
    endpoints: 12,
    source: { path: 'istiod/istio-system/istiod-7d4f/networkz.json', pointer: '/0' },
    ...facts,
  };
}

const east = network('east');
const { endpoints: _, ...unknown } = network('west');

describeCheck(gatewaysMissingNetworkGateway, {
  silent: {
    'no networks are told apart': { networks: [] },
    'one network needs no gateway': { networks: [network('east', { gateways: [] })] },
    'each has a gateway': { networks: [east, network('west')] },
    'a network without endpoints is reached by nobody': {
      networks: [east, network('west', { gateways: [], endpoints: 0 })],
    },
  },
  open: {
    'nothing tells where the endpoints are': { given: { networks: [unknown] }, because: 'debug/endpointShardz' },
  },
  fires: {
    'one of two networks has no gateway': {
      given: { networks: [east, network('west', { gateways: [], endpoints: 3 })] },
      expect: [{ messageId: 'none', subject: 'Mesh network west', args: { endpoints: 3 }, severity: 'warning' }],
    },
  },
});

test('the page came with Istio 1.10', () => {
  expect(gatewaysMissingNetworkGateway.era?.(mesh({ controlPlaneVersions: ['1.9.9'] }))).toContain('1.10');
  expect(gatewaysMissingNetworkGateway.era?.(mesh({ controlPlaneVersions: ['1.10.6'] }))).toBe(true);
});
