import { expect, test } from 'vitest';
import { justBefore } from '../../../../src/model/lookup/behind/just-before.js';
import { proxyConfig } from '../../../helpers/facets/envoy.js';
import { container, labels, podSpec, serviceSpec } from '../../../helpers/facets/kubernetes.js';

const service = serviceSpec({ namespace: 'shop', name: 'reviews', selector: labels({ app: 'reviews' }) });
const burst = {
  first: '2026-03-04T09:20:10Z',
  destination: { service: { namespace: 'shop', name: 'reviews' } },
  log: { pod: { namespace: 'shop', name: 'cart-1' } },
};

function reviews(finished: string, app = 'reviews') {
  const lastTermination = { state: 'terminated' as const, reason: 'OOMKilled', exitCode: 137, finished };
  return podSpec({
    namespace: 'shop',
    name: 'reviews-1',
    workload: 'reviews',
    labels: labels({ app }),
    created: '2026-03-01T00:00:00Z',
    containers: [container({ name: 'reviews', lastTermination })],
  });
}

test('a container of the destination that ended in the two minutes before is named', () => {
  const found = justBefore(burst, { serviceSpecs: [service], podSpecs: [reviews('2026-03-04T09:19:40Z')] });
  expect(found?.text).toBe(
    'Just before the first of them, container reviews of reviews ended (OOMKilled) at 2026-03-04T09:19:40Z.',
  );
  expect(found?.evidence).toHaveLength(1);
});

test('what ended long before, after, or elsewhere is not', () => {
  const all = [
    reviews('2026-03-04T09:10:00Z'),
    reviews('2026-03-04T09:25:00Z'),
    reviews('2026-03-04T09:19:40Z', 'ratings'),
  ];
  expect(justBefore(burst, { serviceSpecs: [service], podSpecs: all })).toBeUndefined();
});

test('a pod that came and configuration that the proxy took are named', () => {
  const pod = { ...reviews('2026-03-01T09:00:00Z'), created: '2026-03-04T09:20:00Z' };
  const proxy = proxyConfig({
    pod: { namespace: 'shop', name: 'cart-1' },
    updated: { clusters: '2026-03-04T09:20:05Z', routes: '2026-03-04T09:20:06Z', listeners: '2026-03-03T00:00:00Z' },
  });
  const found = justBefore(burst, { serviceSpecs: [service], podSpecs: [pod], proxyConfigs: [proxy] });
  expect(found?.text).toBe(
    'Just before the first of them, a pod of reviews was created at 2026-03-04T09:20:00Z and the proxy took clusters and routes at 2026-03-04T09:20:05Z.',
  );
});

test('lines without times say nothing', () => {
  const { first: _, ...timeless } = burst;
  expect(
    justBefore(timeless, { serviceSpecs: [service], podSpecs: [reviews('2026-03-04T09:19:40Z')] }),
  ).toBeUndefined();
});
