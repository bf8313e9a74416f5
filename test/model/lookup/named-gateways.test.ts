import { expect, test } from 'vitest';
import { namedGateways, namedGatewaysOfMatches } from '../../../src/model/lookup/named-gateways.js';
import { modelOf } from '../../helpers/manifests.js';

const { virtualServices, istioGateways } = modelOf(`
  apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata: {name: web, namespace: istio-system}
  spec: {selector: {istio: ingressgateway}, servers: []}
  ---
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: cart, namespace: shop}
  spec:
    hosts: [cart]
    gateways: [mesh, istio-system/web, missing]
    http:
    - match: [{uri: {prefix: /}, gateways: [istio-system/web, mesh]}]
      route: [{destination: {host: cart}}]
`);

test('what a VirtualService names in its list and in its matches, the mesh left out', () => {
  if (virtualServices.state === 'absent' || istioGateways.state === 'absent') throw new Error('both are listed');
  const [cart] = virtualServices.value;
  if (cart === undefined) throw new Error('it is there');
  const found = { key: 'istio-system/web', written: 'istio-system/web', gateway: { name: 'web' } };
  expect(namedGateways(cart, istioGateways.value)).toMatchObject([
    { field: 'spec.gateways[1]', ...found },
    { field: 'spec.gateways[2]', key: 'shop/missing' },
  ]);
  expect(namedGateways(cart, istioGateways.value)[1]).not.toHaveProperty('gateway');
  expect(namedGatewaysOfMatches(cart, istioGateways.value)).toMatchObject([
    { field: 'spec.http[0].match[0].gateways[0]', ...found },
  ]);
});
