import { expect, test } from 'vitest';
import { buildZtunnels } from '../../../src/model/build/ztunnels.js';
import { buildContext, stored } from '../../helpers/build.js';
import { labels, podSpec } from '../../helpers/facets/kubernetes.js';

const onWorker = podSpec({
  namespace: 'istio-system',
  name: 'ztunnel-1',
  node: 'worker-1',
  labels: labels({ app: 'ztunnel' }),
});

test('the pod is the one of the path, else the ztunnel of the node', () => {
  const context = buildContext({
    artifacts: {
      'ztunnel-config': [
        stored(
          'proxies/istio-system/ztunnel-9/config_dump',
          { workloads: [] },
          { namespace: 'istio-system', pod: 'ztunnel-9' },
        ),
        stored('ztunnel/worker-1/config-dump.json', { policies: [] }, { node: 'worker-1' }),
        stored('certificates.txt', { certificates: [] }),
      ],
    },
    facets: { podSpecs: [onWorker] },
  });
  expect(buildZtunnels(context)).toEqual({
    state: 'present',
    value: [
      {
        workloads: [],
        pod: { namespace: 'istio-system', name: 'ztunnel-9' },
        source: { path: 'proxies/istio-system/ztunnel-9/config_dump' },
      },
      {
        policies: [],
        node: 'worker-1',
        pod: { namespace: 'istio-system', name: 'ztunnel-1' },
        source: { path: 'ztunnel/worker-1/config-dump.json' },
      },
      { certificates: [], source: { path: 'certificates.txt' } },
    ],
    coverage: { seen: 3 },
  });
});

test('absent without a dump, with the reason where one was captured', () => {
  expect(buildZtunnels(buildContext({}))).toMatchObject({ because: 'the bundle has no configuration of ztunnel' });
  const unusable = { 'ztunnel-config': [{ path: 'ztunnel/worker-1/config-dump.json', reason: 'not JSON' }] };
  expect(buildZtunnels(buildContext({ unusable }))).toMatchObject({
    because: 'configuration of ztunnel captured but unusable: ztunnel/worker-1/config-dump.json: not JSON',
  });
});
