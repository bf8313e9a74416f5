import { describe, expect, test } from 'vitest';
import { proxyStatus } from '../../../src/parsers/proxy-status/index.js';
import { parseText } from '../../helpers/parse.js';

function statesOf(text: string) {
  const { artifact, notes } = parseText(proxyStatus, text);
  const proxies = artifact.proxies.map(({ id, controlPlane, istioVersion, types, line }) => ({
    id,
    controlPlane,
    istioVersion,
    types: Object.fromEntries(types),
    line,
  }));
  return { form: artifact.form, proxies, notes };
}

describe('the columns of each era', () => {
  test('1.0: PROXY and PILOT, endpoints with a share', () => {
    const { form, proxies } = statesOf(`
      PROXY         CDS       LDS        EDS               RDS          PILOT      VERSION
      cart.shop     STALE     SYNCED     SYNCED (100%)     NOT SENT     pilot1     1.0
    `);
    expect(form).toBe('table');
    expect(proxies).toEqual([
      {
        id: 'cart.shop',
        controlPlane: 'pilot1',
        istioVersion: '1.0',
        types: {
          CDS: { state: 'stale' },
          LDS: { state: 'synced' },
          EDS: { state: 'synced' },
          RDS: { state: 'notSent' },
        },
        line: 2,
      },
    ]);
  });

  test('1.1 and 1.2: ages', () => {
    const { proxies } = statesOf(`
      NAME          CDS                LDS        EDS                     RDS          PILOT      VERSION
      cart.shop     STALE (1h0m0s)     SYNCED     STALE (1h0m0s) (0%)     SYNCED       pilot1     1.0
    `);
    expect(proxies[0]?.types).toMatchObject({
      CDS: { state: 'stale', forSeconds: 3600 },
      EDS: { state: 'stale', forSeconds: 3600 },
    });
  });

  test('1.7 to 1.12: ISTIOD, and a version that was guessed', () => {
    const { proxies } = statesOf(`
      NAME          CDS       LDS        EDS       RDS        ISTIOD      VERSION
      cart.shop     STALE     SYNCED     STALE     SYNCED     istiod2     1.1*
    `);
    expect(proxies[0]).toMatchObject({ controlPlane: 'istiod2', istioVersion: '1.1' });
  });

  test('1.13: CLUSTER', () => {
    const { proxies } = statesOf(`
      NAME          CLUSTER      CDS                            LDS          EDS       RDS          ISTIOD      VERSION
      cart.shop     cluster1     STALE (Never Acknowledged)     NOT SENT     STALE     SYNCED       istiod3     1.1
    `);
    expect(proxies[0]).toMatchObject({
      controlPlane: 'istiod3',
      types: { CDS: { state: 'neverAcknowledged' }, LDS: { state: 'notSent' } },
    });
  });

  test('1.14 to 1.26: ECDS, underscores, proxies of which nothing is asked', () => {
    const { proxies } = statesOf(`
      NAME          CLUSTER      CDS          LDS         EDS         RDS          ECDS         ISTIOD      VERSION
      cart.shop     cluster3     NOT_SENT     ERROR       STALE       NOT_SENT     NOT_SENT     istiod3     1.1
      grpc.shop     cluster4     IGNORED      IGNORED     IGNORED     IGNORED      IGNORED      istiod4     1.1
    `);
    expect(proxies.map((proxy) => Object.values(proxy.types).map((type) => type.state))).toEqual([
      ['notSent', 'error', 'stale', 'notSent', 'notSent'],
      ['ignored', 'ignored', 'ignored', 'ignored', 'ignored'],
    ]);
  });

  test('1.23 and later: ages on good states too', () => {
    const { proxies } = statesOf(`
      NAME          CLUSTER      CDS                 LDS               EDS          RDS          ECDS        ISTIOD      VERSION
      cart.shop     cluster1     SYNCED (2m3s)       ERROR (5d3h)      STALE (4s)   NOT SENT     IGNORED     istiod1     1.24.6
    `);
    expect(proxies[0]?.types).toMatchObject({
      CDS: { state: 'synced', forSeconds: 123 },
      LDS: { state: 'error', forSeconds: 442_800 },
      EDS: { state: 'stale', forSeconds: 4 },
    });
  });

  test('1.27 and later, -v 1: one column a type, in another order', () => {
    const { proxies } = statesOf(`
      NAME          CLUSTER      CDS       ECDS       EDS        LDS        RDS          ISTIOD      VERSION
      cart.shop     cluster1     STALE     SYNCED     SYNCED     SYNCED     NOT SENT     istiod1     1.30.3
    `);
    expect(proxies[0]?.types).toMatchObject({ CDS: { state: 'stale' }, LDS: { state: 'synced' } });
  });

  test('1.27 and later: subscribed types, which carry no state', () => {
    const { form, proxies, notes } = statesOf(`
      NAME          CLUSTER      ISTIOD      VERSION     SUBSCRIBED TYPES
      cart.shop     cluster1     istiod1     1.30.3      2 (CDS,LDS)
      idle.shop     cluster4     istiod4     1.30.3      0
    `);
    expect(form).toBe('subscribed-types');
    expect(proxies.map((proxy) => proxy.types)).toEqual([{ CDS: { state: 'unknown' }, LDS: { state: 'unknown' } }, {}]);
    expect(notes).toMatchObject([{ detail: 'this form (istioctl 1.27 and later) carries no sync state' }]);
  });
});

test('lines in front of the header and between two tables are skipped', () => {
  const { proxies } = statesOf(`
    $ istioctl proxy-status
    Warning: something is deprecated
    NAME          CDS        LDS        EDS        RDS        ISTIOD      VERSION
    cart.shop     SYNCED     SYNCED     SYNCED     SYNCED     istiod1     1.9.0

    NAME            CLUSTER      CDS        LDS        EDS        RDS        ISTIOD      VERSION
    stock.shop      cluster1     SYNCED     SYNCED     SYNCED     STALE      istiod1     1.13.0
  `);
  expect(proxies.map(({ id, types }) => [id, types.RDS?.state])).toEqual([
    ['cart.shop', 'synced'],
    ['stock.shop', 'stale'],
  ]);
});

test('a table that a ticket system re-wrapped is read word by word, and says so', () => {
  const { proxies, notes } = statesOf(`
    NAME CLUSTER CDS LDS EDS RDS ECDS ISTIOD VERSION
    cart.shop Kubernetes STALE (Never Acknowledged) SYNCED NOT SENT SYNCED NOT SENT istiod1 1.20.1
  `);
  expect(proxies[0]).toMatchObject({
    controlPlane: 'istiod1',
    istioVersion: '1.20.1',
    types: { CDS: { state: 'neverAcknowledged' }, LDS: { state: 'synced' }, EDS: { state: 'notSent' } },
  });
  expect(notes).toMatchObject([{ detail: 'the table was re-wrapped' }]);
});

test('a row that does not fit is a note, and a state nobody knows is unknown', () => {
  const { proxies, notes } = statesOf(`
    NAME          CDS        LDS        EDS        RDS        ISTIOD      VERSION
    and one more thing
    cart.shop     PAUSED     SYNCED     SYNCED     SYNCED     istiod1     1.40.0
  `);
  expect(notes).toMatchObject([{ code: 'item-dropped', line: 2 }]);
  expect(proxies[0]?.types.CDS).toEqual({ state: 'unknown' });
});

test('a table without rows says that no proxy is connected', () => {
  expect(statesOf('NAME     CDS     LDS     EDS     RDS     ISTIOD     VERSION').proxies).toEqual([]);
});

test.each([
  ['Clusters Match\nListeners Match\nRoutes Match (RDS last loaded at Tue, 09 Apr 2024 01:11:20 EDT)'],
  ["Clusters Don't Match\n--- Istiod Clusters\n+++ Envoy Clusters"],
  ['--- Pilot Routes\n+++ Envoy Routes\n@@ -1,2 +1,2 @@'],
])('the comparison for one proxy is no list: %j', (text) => {
  expect(() => parseText(proxyStatus, text)).toThrow('a comparison for one proxy');
});

test('text without the table is unusable', () => {
  expect(() => parseText(proxyStatus, 'no proxies found (checked 1 istiods)')).toThrow('no table');
});
