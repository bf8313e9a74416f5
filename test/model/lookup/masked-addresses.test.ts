import { expect, test } from 'vitest';
import { buildModel } from '../../../src/model/build/index.js';
import type { MeshModel } from '../../../src/model/facets.js';
import { hasMaskedAddresses } from '../../../src/model/lookup/masked-addresses.js';
import { buildContext } from '../../helpers/build.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';
import { pod, service } from '../../helpers/facets/kubernetes.js';

const nothing = buildModel(buildContext({}).artifacts);

function having(facets: Partial<Record<'pods' | 'services' | 'proxyConfigs', readonly unknown[]>>): MeshModel {
  const present = Object.entries(facets).map(([name, value]) => [name, { state: 'present', value }]);
  return { ...nothing, ...Object.fromEntries(present) };
}

test.each([
  ['a pod', { pods: [pod({ addressMasked: true })] }],
  ['a service', { services: [service({ addressMasked: true })] }],
  ['the node id of a proxy', { proxyConfigs: [proxyConfig({ nodeId: 'sidecar~***HIDDEN***~cart-1.shop~shop' })] }],
])('%s tells that addresses are masked', (_, facets) => {
  expect(hasMaskedAddresses(having(facets))).toBe(true);
});

test('addresses that are shown, or that nothing has', () => {
  expect(hasMaskedAddresses(nothing)).toBe(false);
  expect(hasMaskedAddresses(having({ pods: [pod()], services: [service()], proxyConfigs: [proxyConfig()] }))).toBe(
    false,
  );
});
