import { expect, test } from 'vitest';
import { modelOf } from '../../helpers/manifests.js';

test('objects that break admission rules are told with their fields, those included that are read otherwise', () => {
  const model = modelOf(`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: cart, namespace: shop}
    spec: {hosts: [cart]}
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: web, namespace: shop}
    spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}
  `);
  expect(model.invalidObjects).toMatchObject({
    state: 'present',
    value: [{ kind: 'VirtualService', namespace: 'shop', name: 'cart', source: { line: 1 } }],
    coverage: { seen: 2 },
  });
  expect(model.virtualServices).toMatchObject({ value: [{ name: 'cart' }, { name: 'web' }] });
});
