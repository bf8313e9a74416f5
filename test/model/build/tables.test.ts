import { expect, test } from 'vitest';
import { buildPods } from '../../../src/model/build/pods.js';
import { buildEndpoints, buildServices } from '../../../src/model/build/services.js';
import { tableRows } from '../../../src/model/build/tables.js';
import type { Facet } from '../../../src/model/facets.js';
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

test('masked addresses in tables are no addresses', () => {
  const table = (text: string) => ({ 'kubectl-table': [stored('t.txt', parseText(kubectlTable, text).artifact)] });
  const ofPods = table(`
  NAMESPACE   NAME     READY   STATUS    RESTARTS   AGE   IP             NODE
  shop        cart-0   2/2     Running   0          4m    ***HIDDEN***   worker-1
  `);
  const [first] = valuesOf(buildPods(buildContext({ artifacts: ofPods })));
  expect(first).toMatchObject({ name: 'cart-0', addressMasked: true, node: 'worker-1' });
  expect(first).not.toHaveProperty('ip');

  const ofServices = table(`
  NAMESPACE   NAME   TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)   AGE
  shop        cart   ClusterIP   ***HIDDEN***   <none>        80/TCP    4m
  `);
  expect(valuesOf(buildServices(buildContext({ artifacts: ofServices })))).toMatchObject([
    { name: 'cart', clusterIPs: [], addressMasked: true },
  ]);

  const ofEndpoints = table(`
  NAMESPACE   NAME   ENDPOINTS                               AGE
  shop        cart   ***HIDDEN***:8080,***HIDDEN***:8080     4m
  `);
  expect(buildEndpoints(buildContext({ artifacts: ofEndpoints }))).toEqual({
    state: 'absent',
    because: 'endpoints captured but masked: t.txt does not show addresses',
  });
});

function valuesOf<T>(facet: Facet<readonly T[]>): readonly T[] {
  return facet.state === 'present' ? facet.value : [];
}
