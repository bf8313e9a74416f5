import { expect, test } from 'vitest';
import { envoyServerInfo } from '../../src/parsers/envoy-server-info.js';
import { parseText } from '../helpers/parse.js';

const version = 'd0cf5a43/1.38.1-dev/Clean/RELEASE/BoringSSL';

function serverInfo(text: string) {
  return parseText(envoyServerInfo, text).artifact;
}

test('JSON since Istio 1.1', () => {
  expect(serverInfo(JSON.stringify({ version, state: 'DRAINING', uptime_current_epoch: '93211s' }))).toEqual({
    state: 'DRAINING',
    version,
    uptimeSeconds: 93211,
  });
});

test('LIVE is left out or a number in some clients, and names may be in camelCase', () => {
  expect(serverInfo(JSON.stringify({ version, uptimeCurrentEpoch: '5s' }))).toEqual({
    state: 'LIVE',
    version,
    uptimeSeconds: 5,
  });
  expect(serverInfo(JSON.stringify({ version, state: 2 }))).toEqual({ state: 'PRE_INITIALIZING', version });
});

test('one line in Istio 1.0', () => {
  expect(serverInfo('envoy 0d1e/1.8.0-dev/Clean/RELEASE live 93211 93300 0\n')).toEqual({
    state: 'LIVE',
    version: '0d1e/1.8.0-dev/Clean/RELEASE',
    uptimeSeconds: 93211,
  });
});

test('anything else is unusable', () => {
  expect(() => serverInfo('invalid path. admin commands are:')).toThrow('no server page');
  expect(() => serverInfo('{"configs":[]}')).toThrow('no server page');
});
