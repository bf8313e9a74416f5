import { expect, test } from 'vitest';
import { gatewayNamed } from '../../../src/model/lookup/gateway-pods.js';

test('the Gateway that a VirtualService names', () => {
  expect(gatewayNamed('public', 'shop')).toBe('shop/public');
  expect(gatewayNamed('infra/public', 'shop')).toBe('infra/public');
  expect(gatewayNamed('./public', 'shop')).toBe('shop/public');
  expect(gatewayNamed('public.infra', 'shop')).toBe('infra/public');
  expect(gatewayNamed('public.infra.svc.cluster.local', 'shop')).toBe('infra/public');
});
