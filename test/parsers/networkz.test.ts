import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { networkz } from '../../src/parsers/networkz.js';
import { parseText } from '../helpers/parse.js';

test('gateways of networks, with and without a cluster', () => {
  const page = `[
    {"Network":"west","Cluster":"west-1","Addr":"203.0.113.9","Port":15443},
    {"Network":"vms","Cluster":"","Addr":"gw.example.com","Port":443}]`;
  expect(parseText(networkz, page).artifact).toEqual({
    gateways: [
      { network: 'west', cluster: 'west-1', address: '203.0.113.9', port: 15443, pointer: '/0' },
      { network: 'vms', address: 'gw.example.com', port: 443, pointer: '/1' },
    ],
  });
});

test('a gateway of an ambient mesh has a port for HBONE only', () => {
  const page = `[{"Network":"west","Cluster":"west-1","Addr":"203.0.113.9","Port":0,"HBONEPort":15008,
    "ServiceAccount":{"Namespace":"istio-system","Name":"gw"}}]`;
  expect(parseText(networkz, page).artifact.gateways).toEqual([
    { network: 'west', cluster: 'west-1', address: '203.0.113.9', pointer: '/0' },
  ]);
});

test('no gateway', () => {
  expect(parseText(networkz, 'null').artifact).toEqual({ gateways: [] });
});

test('a gateway without an address is told', () => {
  const page = '[{"Network":"west","Addr":""},{"Network":"west","Addr":"203.0.113.9"}]';
  expect(parseText(networkz, page).notes).toEqual([
    { code: 'item-dropped', path: 'entry', detail: '/0: no gateway of a network' },
  ]);
});

test('another page', () => {
  expect(() => parseText(networkz, '[{"proxy":"cart-1.shop"}]')).toThrow(Unusable);
});
