import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { endpointz } from '../../src/parsers/endpointz.js';
import { parseText } from '../helpers/parse.js';

const cart = 'cart.shop.svc.cluster.local';

test('a list of services, closed by empty objects (Pilot 1.0)', () => {
  const page = `[

{"svc": "${cart}:http", "ep": [
{
    "endpoint": {"Family": 0, "Address": "10.1.2.3", "Port": 8080, "Network": ""},
    "service": {"hostname": "${cart}"}
  },

{}]},
{"svc": "web.shop.svc.cluster.local:http", "ep": [

{}]},
{}]
`;
  expect(parseText(endpointz, page)).toEqual({
    artifact: { hosts: new Set([cart, 'web.shop.svc.cluster.local']), networks: new Map([['', 1]]) },
    notes: [],
  });
});

test('one line an endpoint, with ?brief=1', () => {
  const page = `${cart}:http 0 10.1.2.3:8080 map[app:cart] spiffe://cluster.local/ns/shop/sa/cart\n`;
  expect(parseText(endpointz, page).artifact.hosts).toEqual(new Set([cart]));
});

test.each([
  ['Istio 1.0', { Shards: { Kubernetes: { Shard: 'Kubernetes', Entries: [{ Network: 'east' }] } } }],
  ['Istio 1.1 and 1.2', { Shards: { Kubernetes: [{ Network: 'east' }] }, ServiceAccounts: {} }],
  ['Istio 1.3 and later', { shop: { Shards: { 'Kubernetes/east-1': [{ Network: 'east' }] } } }],
])('shards by host: %s', (_, shards) => {
  expect(parseText(endpointz, JSON.stringify({ [cart]: shards }, null, 1)).artifact).toEqual({
    hosts: new Set([cart]),
    networks: new Map([['east', 1]]),
  });
});

test('endpoints are counted by network over all namespaces and clusters', () => {
  const page = {
    [cart]: {
      shop: { Shards: { 'Kubernetes/east-1': [{ Network: 'east' }], 'Kubernetes/west-1': [{ Network: 'west' }] } },
    },
    'db.example.com': { data: { Shards: { External: [{ Network: 'east' }] } }, shop: { Shards: null } },
  };
  const { artifact } = parseText(endpointz, JSON.stringify(page));
  expect(artifact.networks).toEqual(
    new Map([
      ['east', 2],
      ['west', 1],
    ]),
  );
});

test.each(['[{"proxy":"cart-1.shop"}]', '{"configs":{}}', 'no such thing', '{"a":{"Shards"'])(
  'another page, or a part of one: %s',
  (page) => {
    expect(() => parseText(endpointz, page)).toThrow(Unusable);
  },
);

test('no services', () => {
  const empty = { hosts: new Set(), networks: new Map() };
  expect(parseText(endpointz, '{}').artifact).toEqual(empty);
  expect(parseText(endpointz, 'null').artifact).toEqual(empty);
});
