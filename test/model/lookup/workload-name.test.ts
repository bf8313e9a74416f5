import { expect, test } from 'vitest';
import { workloadOfName } from '../../../src/model/lookup/workload-name.js';

test.each([
  ['cart-6f5b8c7d9-h2k4p', 'cart'],
  ['istio-ingressgateway-7c5b68d4c9-xwz5p', 'istio-ingressgateway'],
  ['redis-0', 'redis'],
  ['ztunnel-x2b4k', 'ztunnel'],
  ['debug', 'debug'],
])('%s belongs to %s', (pod, workload) => {
  expect(workloadOfName(pod)).toBe(workload);
});
