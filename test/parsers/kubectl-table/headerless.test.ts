import { expect, test } from 'vitest';
import { Unusable } from '../../../src/core/errors.js';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

test('pods of all namespaces, wide', () => {
  const { artifact } = parseText(
    kubectlTable,
    `
    shop   cart-6f5b   1/2   CrashLoopBackOff   12 (3m41s ago)   2d4h   10.244.1.7   worker-1   <none>   <none>
    data   redis-0     1/1   Running            0                5d     10.244.1.8   worker-1   <none>   <none>
    `,
  );
  expect(artifact).toMatchObject({
    pods: [
      { namespace: 'shop', name: 'cart-6f5b', status: 'CrashLoopBackOff', restarts: 12, ip: '10.244.1.7', line: 1 },
      {
        namespace: 'data',
        name: 'redis-0',
        status: 'Running',
        ready: { ready: 1, total: 1 },
        node: 'worker-1',
        line: 2,
      },
    ],
  });
});

test('services and nodes', () => {
  const services = 'cart   NodePort   10.96.0.1   <none>   80:31380/TCP   5d   app=cart';
  expect(
    parseText(kubectlTable, services, { tag: { kind: 'kubectl-table', namespace: 'shop' } }).artifact,
  ).toMatchObject({
    services: [{ namespace: 'shop', name: 'cart', type: 'NodePort', ports: [{ port: 80, nodePort: 31380 }] }],
  });
  const nodes = 'worker-1   Ready,SchedulingDisabled   <none>   5d   v1.11.3';
  expect(parseText(kubectlTable, nodes).artifact).toMatchObject({
    nodes: [{ name: 'worker-1', ready: true, schedulable: false, kubeletVersion: 'v1.11.3' }],
  });
});

test('rows of another shape are no table', () => {
  expect(() => parseText(kubectlTable, 'cart   3   3   3   5d')).toThrow(Unusable);
});
