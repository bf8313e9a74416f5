import { expect, test } from 'vitest';
import { buildProxyLogs } from '../../../src/model/build/logs.js';
import type { Facets } from '../../../src/model/facets.js';
import { containerLog } from '../../../src/parsers/container-log/index.js';
import { buildContext, stored } from '../../helpers/build.js';
import { meshConfig } from '../../helpers/facets/configuration.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';
import { parseWindow } from '../../helpers/parse.js';

const format = {
  encoding: 'text',
  text: '%START_TIME%|%RESPONSE_CODE%|%RESPONSE_FLAGS%|%RESPONSE_CODE_DETAILS%|%UPSTREAM_CLUSTER%|%UPSTREAM_HOST%|%DOWNSTREAM_REMOTE_ADDRESS%',
} as const;
const cart = 'inbound|8080||';

function line(
  minute: number,
  client: string,
  [code, flags, details]: readonly string[] = ['503', 'UF', 'connection_failure'],
): string {
  return `2026-03-04T08:0${minute}:00.000Z|${code}|${flags}|${details}|${cart}|10.1.2.2:8080|${client}:40000`;
}

const plain = ['200', '-', 'via_upstream'] as const;
const lines = [line(0, '10.1.3.1', plain), line(1, '10.1.3.1'), line(1, '10.1.3.2'), line(3, '10.1.3.1')];

function accessOf(facets: Partial<Facets>, text = lines.join('\n')) {
  const tag = { component: 'istio-proxy', namespace: 'shop', pod: 'cart-6f5b', container: 'istio-proxy' };
  const { artifact } = parseWindow(containerLog, text, { at: { tag: { kind: 'container-log', ...tag } } });
  const built = buildProxyLogs(
    buildContext({ artifacts: { 'container-log': [stored('cart.log', artifact, tag)] }, facets }),
  );
  return built.state === 'present' ? built.value[0]?.access : undefined;
}

const found = {
  lines: 4,
  flags: new Map([['UF', 3]]),
  groups: [
    {
      flags: 'UF',
      code: 503,
      cluster: cart,
      details: 'connection_failure',
      count: 3,
      first: '2026-03-04T08:01:00.000Z',
      last: '2026-03-04T08:03:00.000Z',
      samples: [{ line: 2 }, { line: 3 }, { line: 4 }],
      bucketSeconds: 60,
      times: [
        { at: '2026-03-04T08:01:00Z', count: 2 },
        { at: '2026-03-04T08:03:00Z', count: 1 },
      ],
      callers: [
        { address: '10.1.3.1', count: 2 },
        { address: '10.1.3.2', count: 1 },
      ],
    },
  ],
};

test.each<[string, Partial<Facets>]>([
  ['of the proxy', { proxyConfigs: [proxyConfig({ accessLogFormats: [format] })] }],
  ['of the mesh', { meshConfig: meshConfig({ accessLogFormats: [format] }) }],
  [
    'of another proxy',
    { proxyConfigs: [proxyConfig({ pod: { namespace: 'shop', name: 'web-1' }, accessLogFormats: [format] })] },
  ],
])('lines of unknown form are read with the format %s', (_, facets) => {
  expect(accessOf(facets)).toMatchObject(found);
});

test('without a format nothing is claimed', () => {
  expect(accessOf({})).toBeUndefined();
});

test('lines that do not have the format say nothing', () => {
  const other = { ...format, text: '%RESPONSE_FLAGS% %RESPONSE_CODE%' };
  expect(accessOf({ proxyConfigs: [proxyConfig({ accessLogFormats: [other] })] })).toBeUndefined();
});

test('a log without a failure is known to be an access log', () => {
  const access = accessOf({ meshConfig: meshConfig({ accessLogFormats: [format] }) }, line(0, '10.1.3.1', plain));
  expect(access).toEqual({ lines: 1, flags: new Map(), groups: [] });
});

test('lines that kubectl or a container runtime stamped are read too', () => {
  const stamped = lines.map((text, i) => `2026-03-04T08:10:0${i}.5Z stdout F ${text}`).join('\n');
  expect(accessOf({ meshConfig: meshConfig({ accessLogFormats: [format] }) }, stamped)).toMatchObject({
    groups: [{ flags: 'UF', count: 3 }],
  });
});

test('JSON with renamed keys', () => {
  const members = [
    { path: ['flags'], text: '%RESPONSE_FLAGS%' },
    { path: ['status'], text: '%RESPONSE_CODE%' },
    { path: ['to'], text: '%UPSTREAM_CLUSTER%' },
  ];
  const log = [
    { flags: 'UH', status: 503, to: 'outbound|80||orders.shop.svc.cluster.local' },
    { flags: '-', status: 200, to: 'outbound|80||orders.shop.svc.cluster.local' },
  ];
  const facets = { meshConfig: meshConfig({ accessLogFormats: [{ encoding: 'json', members }] }) };
  expect(accessOf(facets, log.map((entry) => JSON.stringify(entry)).join('\n'))).toMatchObject({
    lines: 2,
    groups: [{ flags: 'UH', code: 503, cluster: 'outbound|80||orders.shop.svc.cluster.local', count: 1 }],
  });
});
