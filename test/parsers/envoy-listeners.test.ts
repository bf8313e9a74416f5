import { expect, test } from 'vitest';
import { envoyListeners } from '../../src/parsers/envoy-listeners.js';
import { parseText } from '../helpers/parse.js';

function listeners(text: string) {
  return parseText(envoyListeners, text).artifact.listeners;
}

test('an array of addresses up to Istio 1.2', () => {
  expect(listeners('["0.0.0.0:15001","[::]:15099"]\n')).toEqual([
    { address: '0.0.0.0:15001' },
    { address: '[::]:15099' },
  ]);
  expect(listeners('[]')).toEqual([]);
});

test('lines since', () => {
  expect(
    listeners(`
    main_internal::envoy://main_internal
    virtualOutbound::0.0.0.0:15001
    0.0.0.0_15021::[::]:15021
    fd00::1_9080::[fd00::1]:9080
    [fd00::2]_80::[fd00::2]:80
    `),
  ).toEqual([
    { name: 'main_internal', address: 'envoy://main_internal' },
    { name: 'virtualOutbound', address: '0.0.0.0:15001' },
    { name: '0.0.0.0_15021', address: '[::]:15021' },
    { name: 'fd00::1_9080', address: '[fd00::1]:9080' },
    { name: '[fd00::2]_80', address: '[fd00::2]:80' },
  ]);
});

test.each([
  [
    'snake_case',
    '{"listener_statuses":[{"name":"virtualInbound","local_address":{"socket_address":{"address":"fd00::1","port_value":15006}}}]}',
  ],
  [
    'camelCase, behind a line of kubectl',
    'Defaulted container "istio-proxy" out of: istio-proxy, app\n{"listenerStatuses":[{"name":"virtualInbound","localAddress":{"socketAddress":{"address":"fd00::1","portValue":15006}}}]}',
  ],
])('format=json in %s', (_, text) => {
  expect(listeners(text)).toEqual([{ name: 'virtualInbound', address: '[fd00::1]:15006' }]);
});

test('a proxy that listens nowhere prints an empty object', () => {
  expect(listeners('{}')).toEqual([]);
});

test('anything else is unusable', () => {
  expect(() => listeners('invalid path. admin commands are:\n  /: Admin home page')).toThrow('no listeners page');
  expect(() => listeners('{"configs":[]}')).toThrow('no listeners page');
  expect(() => listeners('["0.0.0.0:150')).toThrow('cut off');
});
