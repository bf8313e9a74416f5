import { expect, test } from 'vitest';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

test('several tables in one entry, names with their type in front', () => {
  const { artifact, notes } = parseText(
    kubectlTable,
    `
    NAME                 READY   STATUS    RESTARTS   AGE
    pod/cart-h2k4p       2/2     Running   0          5d3h

    NAME           TYPE        CLUSTER-IP    EXTERNAL-IP   PORT(S)    AGE
    service/cart   ClusterIP   10.96.142.7   <none>        9080/TCP   6d

    NAME                   READY   UP-TO-DATE   AVAILABLE   AGE
    deployment.apps/cart   1/1     1            1           6d
    `,
  );
  expect(artifact.pods).toMatchObject([{ name: 'cart-h2k4p', line: 2 }]);
  expect(artifact.services).toMatchObject([{ name: 'cart', line: 5 }]);
  expect(Object.keys(artifact)).toEqual(['pods', 'services']);
  expect(notes).toEqual([]);
});

test('rows of two tables of one kind come together', () => {
  const { artifact } = parseText(
    kubectlTable,
    `
    NAME    ENDPOINTS       AGE
    cart    10.0.0.1:80     6d
    NAME    ENDPOINTS       AGE
    store   10.0.0.2:80     6d
    `,
  );
  expect(artifact.endpoints?.map(({ service }) => service)).toEqual(['cart', 'store']);
});

test('what kubectl prints to stderr is no row, and an error in the middle is a note', () => {
  const { artifact, notes } = parseText(
    kubectlTable,
    `
    Warning: v1 Endpoints is deprecated in v1.33+
    NAME   TYPE        CLUSTER-IP    EXTERNAL-IP   PORT(S)    AGE
    cart   ClusterIP   10.96.142.7   <none>        9080/TCP   6d
    Error from server (Forbidden): services is forbidden: User "bob" cannot list resource
    Error from server (Forbidden): pods is forbidden: User "bob" cannot list resource
    `,
  );
  expect(artifact.services).toHaveLength(1);
  expect(notes).toEqual([
    { code: 'item-dropped', path: 'entry', line: 4, detail: 'unreadable row of services and 1 more' },
  ]);
});

test('a header alone says that there are none, and no resources at all is no error', () => {
  expect(parseText(kubectlTable, 'NAME   READY   STATUS   RESTARTS   AGE').artifact).toEqual({ pods: [] });
  expect(parseText(kubectlTable, 'No resources found in shop namespace.').artifact).toEqual({});
});

test('no table is unusable', () => {
  expect(() => parseText(kubectlTable, 'hello\nworld')).toThrow('no table that kubectl prints');
});
