import { expect, test } from 'vitest';
import { buildPods } from '../../../src/model/build/pods.js';
import { buildEndpoints, buildServices } from '../../../src/model/build/services.js';
import { tableRows } from '../../../src/model/build/tables.js';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { buildContext, stored } from '../../helpers/build.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';
import { parseText } from '../../helpers/parse.js';

const pods = parseText(
  kubectlTable,
  `
  NAMESPACE   NAME                   READY   STATUS    RESTARTS   AGE
  shop        cart-6f5b8c7d9-h2k4p   2/2     Running   0          4m
  `,
).artifact;
const given = { artifacts: { 'kubectl-table': [stored('cluster/pods.txt', pods)] } };

test('rows of a table are pods where no object was read; their workload is guessed', () => {
  expect(buildPods(buildContext(given))).toMatchObject({
    state: 'present',
    value: [
      {
        namespace: 'shop',
        workload: 'cart',
        status: 'Running',
        source: { path: 'cluster/pods.txt', line: 2, excerpt: expect.stringContaining('cart-6f5b8c7d9-h2k4p') },
      },
    ],
  });
});

test('objects say more than the table', () => {
  const spec = podSpec({ name: 'reviews-1' });
  expect(buildPods(buildContext({ ...given, facets: { podSpecs: [spec] } }))).toMatchObject({ value: [spec] });
});

test('a table of another kind says nothing', () => {
  const { artifacts } = buildContext(given);
  expect(tableRows(artifacts, 'services')).toBeUndefined();
  expect(buildServices(buildContext(given)).state).toBe('absent');
  expect(buildEndpoints(buildContext(given)).state).toBe('absent');
});

test('a table without rows says that there are none', () => {
  const { artifact } = parseText(kubectlTable, 'NAME   TYPE   CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE');
  const context = buildContext({ artifacts: { 'kubectl-table': [stored('cluster/services.txt', artifact)] } });
  expect(buildServices(context)).toMatchObject({ state: 'present', value: [] });
});
