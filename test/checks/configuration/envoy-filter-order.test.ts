import { expect, test } from 'vitest';
import { configurationEnvoyFilterOrder as check } from '../../../src/checks/configuration/envoy-filter-order.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

interface Patch {
  operation: string;
  brings?: string;
  at?: string;
  version?: string;
}

function envoyFilter(name: string, { operation, brings, at, version }: Patch, spec: object = {}): string {
  const filterChain = { filter: { name: 'envoy.filters.network.http_connection_manager', subFilter: { name: at } } };
  const match = { proxy: { proxyVersion: version }, listener: at === undefined ? undefined : { filterChain } };
  const value = brings === undefined ? undefined : { name: brings };
  return `${JSON.stringify({
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'EnvoyFilter',
    metadata: { name, namespace: 'shop' },
    spec: { ...spec, configPatches: [{ applyTo: 'HTTP_FILTER', match, patch: { operation, value } }] },
  })}\n`;
}

const router = 'envoy.filters.http.router';
const lua = envoyFilter('lua', { operation: 'INSERT_BEFORE', brings: 'own.lua', at: router });

test.each(['INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'REPLACE'])('manifests: %s without a priority', (operation) => {
  expect(findingsIn(check, envoyFilter('lua', { operation, brings: 'own.lua' }))).toMatchObject([
    { severity: 'warning', aliases: ['IST0151'], subject: { kind: 'EnvoyFilter', namespace: 'shop', name: 'lua' } },
  ]);
});

test('manifests: an earlier patch of the filter is limited to a version', () => {
  const first = envoyFilter('a', { operation: 'INSERT_FIRST', brings: 'own.lua', version: '^1\\.11.*' });
  expect(findingsIn(check, first + lua)).toMatchObject([{ aliases: ['IST0155'], subject: { name: 'lua' } }]);
  const other = envoyFilter('a', { operation: 'INSERT_FIRST', brings: 'own.wasm', version: '^1\\.11.*' });
  expect(findingsIn(check, other + lua)).toMatchObject([{ aliases: ['IST0151'] }]);
});

test.each([
  ['a priority', envoyFilter('lua', { operation: 'INSERT_BEFORE', brings: 'own.lua' }, { priority: 10 })],
  ['MERGE', envoyFilter('lua', { operation: 'MERGE', brings: 'own.lua' })],
  ['INSERT_FIRST', envoyFilter('lua', { operation: 'INSERT_FIRST', brings: 'own.lua' })],
])('manifests: %s', (_, yaml) => {
  expect(findingsIn(check, yaml)).toEqual([]);
});

const dependent = { operation: 'INSERT_AFTER', brings: 'own.wasm', at: 'own.lua' };

test('a bundle: only a place that another EnvoyFilter makes is uncertain', () => {
  expect(findingsInBundle(check, lua)).toEqual([]);
  expect(findingsInBundle(check, lua + envoyFilter('wasm', dependent))).toMatchObject([
    { messageId: 'dependent', subject: { name: 'wasm' }, args: { anchor: 'own.lua', other: 'shop/lua' } },
  ]);
});

test('a bundle: EnvoyFilters of different workloads never meet', () => {
  const forCart = { workloadSelector: { labels: { app: 'cart' } } };
  const forWeb = { workloadSelector: { labels: { app: 'web' } } };
  const first = envoyFilter('lua', { operation: 'INSERT_FIRST', brings: 'own.lua' }, forCart);
  expect(findingsInBundle(check, first + envoyFilter('wasm', dependent, forWeb))).toEqual([]);
});
