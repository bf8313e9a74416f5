import { expect, test } from 'vitest';
import { buildWorkloadCertificates } from '../../../src/model/build/workload-certificates.js';
import type { EnvoySecret, ProxyConfig } from '../../../src/model/facets.js';
import type { EnvoyCerts } from '../../../src/parsers/envoy-certs.js';
import type { Certificate } from '../../../src/parsers/envoy-config-dump/artifact.js';
import { buildContext, stored } from '../../helpers/build.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';

function certificate(serial: string): Certificate {
  return {
    serial,
    subject: '',
    issuer: 'O=cluster.local',
    notBefore: '2026-03-04T00:00:00Z',
    notAfter: '2026-03-05T00:00:00Z',
    names: [],
    isAuthority: false,
    fingerprint: `f${serial}`,
    signedBy: ['fa1'],
  };
}

function secret(name: string, serial: string, facts: Partial<EnvoySecret> = {}): EnvoySecret {
  const pointer = `/configs/5/dynamic_active_secrets/${serial}`;
  return {
    name,
    state: 'active',
    certificates: [certificate(serial)],
    isAuthority: name === 'ROOTCA',
    pointer,
    ...facts,
  };
}

function fromDump(
  secrets: readonly EnvoySecret[],
  facts: Partial<Omit<ProxyConfig, 'clusters' | 'listeners' | 'routes' | 'endpoints'>> = {},
) {
  return buildWorkloadCertificates(
    buildContext({ facets: { proxyConfigs: [proxyConfig({ ...facts, secrets })], podSpecs: [podSpec()] } }),
  );
}

const page: EnvoyCerts = {
  chain: [{ serial: '9c', daysLeft: 3, names: [] }],
  authorities: [{ serial: 'a9', names: [] }],
};
const pageOfCart = stored('p/certs', page, { namespace: 'shop', pod: 'cart-6f5b' });

test('the secrets of a dump, each certificate with the place of its secret', () => {
  expect(fromDump([secret('ROOTCA', 'a1'), secret('default', '1f')], { serviceAccount: 'own' })).toEqual({
    state: 'present',
    value: [
      {
        pod: { namespace: 'shop', name: 'cart-6f5b' },
        workload: 'cart',
        serviceAccount: 'own',
        source: { path: 'proxies/shop/cart-6f5b/config-dump.json' },
        chain: [
          {
            ...certificate('1f'),
            source: {
              path: 'proxies/shop/cart-6f5b/config-dump.json',
              pointer: '/configs/5/dynamic_active_secrets/1f',
            },
          },
        ],
        authorities: [
          {
            ...certificate('a1'),
            source: {
              path: 'proxies/shop/cart-6f5b/config-dump.json',
              pointer: '/configs/5/dynamic_active_secrets/a1',
            },
          },
        ],
      },
    ],
    coverage: { seen: 1 },
  });
});

test('secrets of a gateway’s servers, and those that wait, are not the workload’s', () => {
  const found = fromDump([
    secret('kubernetes://shop-tls', '2e'),
    secret('kubernetes://shop-tls-cacert', 'b1', { isAuthority: true }),
    secret('default', '3d', { state: 'warming' }),
    secret('default', '1f'),
  ]);
  expect(found).toMatchObject({ value: [{ chain: [{ serial: '1f' }], authorities: [] }] });
});

test('a dump without certificates of the workload tells nothing', () => {
  const absent = { state: 'absent', because: 'the bundle has no certificates of a proxy' };
  expect(fromDump([])).toEqual(absent);
  expect(fromDump([secret('kubernetes://shop-tls', '2e')])).toEqual(absent);
  expect(fromDump([secret('default', '1f', { certificates: [] })])).toEqual(absent);
});

test('the pod object names the service account where the dump does not', () => {
  expect(fromDump([secret('default', '1f')])).toMatchObject({ value: [{ serviceAccount: 'cart' }] });
  const pod = { namespace: 'shop', name: 'cart-9d2c' };
  expect(fromDump([secret('default', '1f')], { pod })).not.toHaveProperty(['value', 0, 'serviceAccount']);
});

test('the page /certs, with what it says and no more', () => {
  const context = buildContext({ artifacts: { 'envoy-certs': [pageOfCart] } });
  expect(buildWorkloadCertificates(context)).toEqual({
    state: 'present',
    value: [
      {
        pod: { namespace: 'shop', name: 'cart-6f5b' },
        workload: 'cart',
        chain: [{ serial: '9c', daysLeft: 3, names: [], source: { path: 'p/certs' } }],
        authorities: [{ serial: 'a9', names: [], source: { path: 'p/certs' } }],
        source: { path: 'p/certs' },
      },
    ],
    coverage: { seen: 1 },
  });
});

test('of how many proxies the certificates were seen', () => {
  const capture = { interrupted: false, failures: [], proxiesKnown: 12, source: { path: 'meta/manifest.ndjson' } };
  const context = buildContext({ artifacts: { 'envoy-certs': [pageOfCart] }, facets: { capture } });
  expect(buildWorkloadCertificates(context)).toMatchObject({ coverage: { seen: 1, expected: 12 } });
});

test('a proxy with both is taken from its dump, one whose dump has none from the page', () => {
  const artifacts = { 'envoy-certs': [pageOfCart] };
  const withSecrets = [proxyConfig({ secrets: [secret('default', '1f')] })];
  expect(buildWorkloadCertificates(buildContext({ artifacts, facets: { proxyConfigs: withSecrets } }))).toMatchObject({
    value: [{ chain: [{ serial: '1f' }] }],
  });
  expect(
    buildWorkloadCertificates(buildContext({ artifacts, facets: { proxyConfigs: [proxyConfig()] } })),
  ).toMatchObject({
    value: [{ chain: [{ serial: '9c' }] }],
  });
});

test('the page fills in the chain where the dump shows only the trusted authorities', () => {
  const facets = { proxyConfigs: [proxyConfig({ secrets: [secret('ROOTCA', 'a1')] })] };
  const artifacts = { 'envoy-certs': [pageOfCart] };
  expect(buildWorkloadCertificates(buildContext({ artifacts, facets }))).toMatchObject({
    value: [{ chain: [{ serial: '9c' }], authorities: [{ serial: 'a1' }] }],
  });
});

test('a page of an unknown pod belongs to no proxy', () => {
  const context = buildContext({ artifacts: { 'envoy-certs': [stored('certs.json', page)] } });
  expect(buildWorkloadCertificates(context).state).toBe('absent');
});

test('the table of istioctl proxy-config secret gives dates, of the secrets of the workload itself', () => {
  const row = { notBefore: '2026-03-04T00:00:00Z', notAfter: '2026-03-05T00:00:00Z', excerpt: 'default' };
  const secrets = [
    { ...row, name: 'default', isAuthority: false, serial: '6f', line: 2 },
    { ...row, name: 'ROOTCA', isAuthority: true, serial: '01', line: 3 },
    { ...row, name: 'kubernetes://web', isAuthority: false, serial: '99', line: 4 },
  ];
  const table = stored('secrets.txt', { sections: new Map(), secrets }, { namespace: 'shop', pod: 'cart-6f5b' });
  expect(buildWorkloadCertificates(buildContext({ artifacts: { 'proxy-config': [table] } }))).toMatchObject({
    value: [
      {
        pod: { namespace: 'shop', name: 'cart-6f5b' },
        chain: [{ serial: '6f', names: [], source: { path: 'secrets.txt', line: 2 } }],
        authorities: [{ serial: '01', source: { line: 3 } }],
      },
    ],
  });
});
