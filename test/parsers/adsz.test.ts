import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { adsz } from '../../src/parsers/adsz.js';
import { parseText } from '../helpers/parse.js';

test('Pilot 1.0: a list closed by an empty object, connections named after the whole node id', () => {
  const { artifact, notes } = parseText(
    adsz,
    `
    [
    {"node": "sidecar~10.1.2.3~cart-6f5b.shop~shop.svc.cluster.local-12", "addr": "10.1.2.3:41022",
     "connect": "2018-09-01 10:00:00 +0000 UTC", "listeners": [{"name": "0.0.0.0_80"}], "RDSRoutes": [], "clusters": []},
    {}]`,
  );
  expect(notes).toEqual([]);
  expect(artifact).toEqual({ proxies: [{ id: 'cart-6f5b.shop', type: 'sidecar', types: new Map(), pointer: '/0' }] });
});

test('istiod 1.8: an object with the clients and what they say of themselves', () => {
  const { artifact, notes } = parseText(
    adsz,
    JSON.stringify({
      totalClients: 3,
      clients: [
        { connectionId: 'cart-6f5b.shop-12', metadata: { ISTIO_VERSION: '1.8.6' }, watches: {} },
        { connectionId: 'pay-1.shop-3', metadata: null },
        { address: '10.1.2.3' },
      ],
    }),
  );
  expect(artifact.proxies).toEqual([
    { id: 'cart-6f5b.shop', istioVersion: '1.8.6', types: new Map(), pointer: '/clients/0' },
    { id: 'pay-1.shop', types: new Map(), pointer: '/clients/1' },
  ]);
  expect(notes).toEqual([{ code: 'item-dropped', path: 'entry', detail: '/clients/2: no connected proxy' }]);
});

test('nobody is connected', () => {
  expect(parseText(adsz, '{"totalClients": 0, "clients": null}').artifact).toEqual({ proxies: [] });
  expect(parseText(adsz, '[\n{}]').artifact).toEqual({ proxies: [] });
});

test('a list that breaks off keeps its complete elements', () => {
  const { artifact, notes } = parseText(
    adsz,
    '[\n{"node": "sidecar~10.0.0.1~a.shop~shop.svc.cluster.local-1"},\n{"node": "si',
  );
  expect(artifact.proxies.map(({ id }) => id)).toEqual(['a.shop']);
  expect(notes).toMatchObject([{ code: 'entry-truncated' }]);
});

test('a page of something else', () => {
  expect(() => parseText(adsz, '{"configs": []}')).toThrow(Unusable);
});
