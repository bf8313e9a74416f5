import { describe, expect, test } from 'vitest';
import { buildCapture } from '../../../src/model/build/capture.js';
import { buildApplicationLogs } from '../../../src/model/build/logs.js';
import { buildDesiredConfigs } from '../../../src/model/build/proxies.js';
import { buildConnectedProxies } from '../../../src/model/build/proxy-sync.js';
import { buildControlPlaneVersions } from '../../../src/model/build/versions.js';
import { gatherLog } from '../../../src/parsers/gather-log.js';
import { syncz } from '../../../src/parsers/syncz.js';
import { buildContext, stored, storedObjects } from '../../helpers/build.js';
import { pod } from '../../helpers/facets/kubernetes.js';
import { parseText } from '../../helpers/parse.js';

describe('capture', () => {
  const stamp = stored('timestamp', { started: '2026-03-04T09:12:04.000Z', ended: '2026-03-04T09:31:40.000Z' });

  test('producers of all images and the period', () => {
    const context = buildContext({
      artifacts: {
        'gather-timestamp': [stamp],
        'gather-version': [
          stored('a/version', { collector: 'openshift/must-gather', version: '4.20.1' }),
          stored('b/version', { collector: 'openshift-service-mesh/must-gather', version: '3.1.0' }),
        ],
      },
    });
    expect(buildCapture(context)).toMatchObject({
      value: {
        producer: 'openshift/must-gather 4.20.1, openshift-service-mesh/must-gather 3.1.0',
        from: '2026-03-04T09:12:04.000Z',
        to: '2026-03-04T09:31:40.000Z',
        interrupted: false,
        failures: [],
      },
    });
  });

  test('a complaint that oc relays counts once, and a run without an end was interrupted', () => {
    const own = 'Gathering data for ns/shop...\nerror: unable to connect to the kubelet\n';
    const relayed =
      '[must-gather-x] POD error: unable to connect to the kubelet\n[must-gather-x] OUT gather never finished: timed out\n';
    const context = buildContext({
      artifacts: {
        'gather-timestamp': [stored('timestamp', { started: '2026-03-04T09:12:04.000Z' })],
        'gather-log': [
          stored('image/gather.logs', parseText(gatherLog, own).artifact),
          stored('must-gather.logs', parseText(gatherLog, relayed).artifact),
        ],
      },
    });
    expect(buildCapture(context)).toMatchObject({
      value: {
        producer: 'oc adm must-gather',
        interrupted: true,
        failures: [
          {
            step: 'ns/shop...',
            reason: 'error: unable to connect to the kubelet',
            source: { path: 'image/gather.logs', line: 2 },
          },
          { reason: 'gather never finished: timed out', source: { path: 'must-gather.logs', line: 2 } },
        ],
      },
    });
  });
});

describe('debug-syncz.json of a revision', () => {
  const list = stored(
    'namespaces/istio-system/canary/debug-syncz.json',
    parseText(syncz, JSON.stringify([{ proxy: 'cart-6f5b.shop' }])).artifact,
    { kind: 'syncz', namespace: 'istio-system', revision: 'canary' },
  );
  const istiods = ['istiod-canary-b', 'istiod-canary-a', 'istiod-default-a'];
  const objects = storedObjects(
    'namespaces/istio-system/core/pods.yaml',
    ...istiods.map((name) => ({
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'istio-system',
        labels: { app: 'istiod', 'istio.io/rev': name.includes('canary') ? 'canary' : 'default' },
      },
    })),
  );

  function connected(running: readonly string[]) {
    const context = buildContext({
      artifacts: { syncz: [list], 'kubernetes-objects': [objects] },
      facets: { pods: running.map((name) => pod({ namespace: 'istio-system', name, workload: 'istiod-canary' })) },
    });
    return buildConnectedProxies(context);
  }

  test('is of the first pod of the revision, by name', () => {
    expect(connected(['istiod-canary-a'])).toMatchObject({ value: { pods: new Set(['shop/cart-6f5b']) } });
  });

  test('says nothing about proxies of the other pods', () => {
    expect(connected(['istiod-canary-a', 'istiod-canary-b'])).toEqual({
      state: 'absent',
      because: 'the proxies connected to istiod-canary-b were not captured (debug/syncz)',
    });
  });
});

test('the configuration that istiod desires is a facet of its own', () => {
  const tag = { kind: 'desired-config-dump', namespace: 'shop', pod: 'cart-6f5b' };
  const context = buildContext({
    artifacts: { 'desired-config-dump': [stored('x/config_dump_istiod.json', { connected: false as const }, tag)] },
  });
  expect(buildDesiredConfigs(context)).toMatchObject({
    value: [{ pod: { namespace: 'shop', name: 'cart-6f5b' }, workload: 'cart', connected: false }],
  });
});

test('the log of a container that two roots have counts once, its rotated files count each', () => {
  const tag = {
    kind: 'container-log',
    namespace: 'shop',
    pod: 'cart-6f5b',
    container: 'cart',
    component: 'application',
  };
  const file = { parts: [{ previous: false, lines: 3, levels: { warning: 0, error: 0 }, matches: [] }] };
  const folder = 'namespaces/shop/pods/cart-6f5b/cart/cart/logs';
  const context = buildContext({
    artifacts: {
      'container-log': [
        stored(`image/istio/${folder}/current.log`, file, tag),
        stored(`image/${folder}/current.log`, file, tag),
        stored(`image/${folder}/rotated/0.log.20260304-061208`, file, tag),
      ],
    },
  });
  const logs = buildApplicationLogs(context);
  expect(logs.state === 'present' && logs.value.map(({ source }) => source.path)).toEqual([
    `image/istio/${folder}/current.log`,
    `image/${folder}/rotated/0.log.20260304-061208`,
  ]);
});

describe('versions that operators of OpenShift were asked for', () => {
  const declared = storedObjects(
    'x.yaml',
    {
      apiVersion: 'sailoperator.io/v1',
      kind: 'IstioRevision',
      metadata: { name: 'default' },
      spec: { version: 'v1.24.3' },
    },
    {
      apiVersion: 'maistra.io/v2',
      kind: 'ServiceMeshControlPlane',
      metadata: { name: 'basic', namespace: 'mesh' },
      spec: { version: 'v2.4' },
    },
  );

  test('count where no pod and no tool tells one', () => {
    const context = buildContext({ artifacts: { 'kubernetes-objects': [declared] } });
    expect(buildControlPlaneVersions(context)).toMatchObject({
      value: [
        { version: '1.24.3', component: 'pilot', revision: 'default' },
        { version: '1.16', component: 'pilot', revision: 'basic', source: { excerpt: 'spec.version: v2.4' } },
      ],
    });
  });

  test('yield to what runs', () => {
    const versions = {
      controlPlane: [{ component: 'pilot', version: '1.26.2', source: { path: 'versions' } }],
      dataPlane: [],
    };
    const context = buildContext({ artifacts: { 'kubernetes-objects': [declared] }, facets: { versions } });
    expect(buildControlPlaneVersions(context)).toMatchObject({ value: [{ version: '1.26.2' }] });
  });
});
