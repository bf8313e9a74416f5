import { expect, test } from 'vitest';
import type { AccessLogGroup, ContainerLog, Pod } from '../../../src/model/facets.js';
import { callersOf } from '../../../src/model/lookup/access-callers.js';
import { accessFailures } from '../../../src/model/lookup/access-failures.js';
import { pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { accessLog, accessLogGroup, containerLog } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';

const judgement = { isNoise: () => false, isConfirmed: () => true };

function rowsOf(group: AccessLogGroup, log: Partial<ContainerLog> = {}) {
  const [failure] = accessFailures([containerLog({ ...log, access: accessLog([group]) })], mesh(), judgement);
  return failure?.rows ?? [];
}

const inbound = accessLogGroup({
  flags: 'UF',
  cluster: 'inbound|8080||',
  count: 6,
  callers: [
    { address: '10.244.2.9', count: 4 },
    { address: '10.244.2.8', count: 1 },
  ],
  otherCallers: 1,
});
const web = pod({ name: 'web-1', workload: 'web', ip: '10.244.2.9' });

function named(pods: readonly Pod[], group = inbound) {
  return callersOf(rowsOf(group), { pods }).named.map(({ name }) => name);
}

test('addresses of pods are named by their workload, others stay', () => {
  expect(callersOf(rowsOf(inbound), { pods: [web] })).toEqual({
    named: [
      { name: 'shop/web', count: 4 },
      { name: '10.244.2.8', count: 1 },
    ],
    others: 1,
  });
});

test('pods of one workload are one caller', () => {
  expect(named([web, pod({ name: 'web-2', workload: 'web', ip: '10.244.2.8' })])).toEqual(['shop/web']);
});

test('the address of a node is nobody, and that of a pod that has ended neither', () => {
  expect(named([web, pod({ name: 'agent', workload: 'agent', ip: '10.244.2.9' })])).toContain('10.244.2.9');
  expect(named([{ ...web, status: 'Completed' }])).toContain('10.244.2.9');
  const onNode = callersOf(rowsOf(inbound), {
    pods: [web],
    podSpecs: [podSpec({ name: 'web-1', hostNetwork: true })],
  });
  expect(onNode.named[0]).toEqual({ name: '10.244.2.9', count: 4 });
});

test('outbound lines of a sidecar are of its own workload, those of a gateway of its clients', () => {
  const outbound = accessLogGroup({ callers: [{ address: '192.0.2.7', count: 10 }] });
  expect(callersOf(rowsOf(outbound), {}).named).toEqual([{ name: 'shop/cart', count: 10 }]);
  const gateway = rowsOf(outbound, { workload: 'istio-ingressgateway' });
  expect(callersOf(gateway, {}).named).toEqual([{ name: '192.0.2.7', count: 10 }]);
});
