import { expect, test } from 'vitest';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

function pods(text: string, tag = {}) {
  return parseText(kubectlTable, text, { tag: { kind: 'kubectl-table', ...tag } }).artifact.pods;
}

test('all namespaces, wide, kubectl 1.22 and later', () => {
  expect(
    pods(`
    NAMESPACE      NAME                  READY   STATUS             RESTARTS         AGE    IP           NODE        NOMINATED NODE   READINESS GATES
    shop           cart-6f5b-h2k4p       1/2     CrashLoopBackOff   12 (3m41s ago)   47m    10.244.2.9   worker-2    <none>           <none>
    istio-system   istiod-7c5b-xwz5p     1/1     Running            0                6d     10.244.1.3   worker-1    <none>           0/1
    `),
  ).toEqual([
    {
      namespace: 'shop',
      name: 'cart-6f5b-h2k4p',
      status: 'CrashLoopBackOff',
      ready: { ready: 1, total: 2 },
      restarts: 12,
      ip: '10.244.2.9',
      node: 'worker-2',
      line: 2,
      excerpt: expect.stringContaining('12 (3m41s ago)'),
    },
    {
      namespace: 'istio-system',
      name: 'istiod-7c5b-xwz5p',
      status: 'Running',
      ready: { ready: 1, total: 1 },
      restarts: 0,
      ip: '10.244.1.3',
      node: 'worker-1',
      line: 3,
      excerpt: expect.stringContaining('istiod'),
    },
  ]);
});

test('wide, kubectl 1.8 to 1.10: the namespace is that of the entry', () => {
  const table = `
    NAME         READY     STATUS    RESTARTS   AGE       IP            NODE
    cart-h2k4p   2/2       Running   0          4m        172.30.1.4    10.77.91.27
    `;
  expect(pods(table)).toMatchObject([{ namespace: 'default', ip: '172.30.1.4', node: '10.77.91.27' }]);
  expect(pods(table, { namespace: 'shop' })).toMatchObject([{ namespace: 'shop' }]);
});

test('what a row does not tell is absent', () => {
  const [plain] = pods(`
    NAME         READY   STATUS    RESTARTS   AGE
    cart-h2k4p   0/2     Pending   0          61s
    `) ?? [{}];
  expect(plain).not.toHaveProperty('ip');
  expect(plain).not.toHaveProperty('node');
  const [pending] = pods(`
    NAME         READY   STATUS    RESTARTS   AGE   IP       NODE
    cart-h2k4p   0/2     Pending   0          61s   <none>   <none>
    `) ?? [{}];
  expect(pending).not.toHaveProperty('ip');
  expect(pending).not.toHaveProperty('node');
});

test('a deployment has READY, and is no pod', () => {
  expect(() =>
    pods(`
    NAME   READY   UP-TO-DATE   AVAILABLE   AGE
    cart   1/1     1            1           6d
    `),
  ).toThrow('no table that kubectl prints');
});
