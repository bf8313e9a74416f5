import { expect, test } from 'vitest';
import { buildEndpoints, buildServiceSpecs, buildServices } from '../../../src/model/build/services.js';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { buildContext, stored, storedObjects } from '../../helpers/build.js';
import { serviceSpec } from '../../helpers/facets/kubernetes.js';
import { parseText } from '../../helpers/parse.js';

function objects(...items: readonly object[]) {
  return { 'kubernetes-objects': [storedObjects('cluster/services.json', ...items)] };
}

function table(text: string) {
  return { 'kubectl-table': [stored('cluster/table.txt', parseText(kubectlTable, text).artifact)] };
}

test('a service object', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop', labels: { app: 'cart' }, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: {
      clusterIP: '10.96.12.34',
      selector: { app: 'cart' },
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    },
  };
  expect(buildServiceSpecs(buildContext({ artifacts: objects(service) }))).toMatchObject({
    value: [
      {
        namespace: 'shop',
        name: 'cart',
        type: 'ClusterIP',
        clusterIPs: ['10.96.12.34'],
        labels: new Map([['app', 'cart']]),
        selector: new Map([['app', 'cart']]),
        ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
        created: '2026-01-01T00:00:00Z',
        source: { path: 'cluster/services.json', line: 2 },
      },
    ],
  });
});

test('no service objects, by a complete list, and unknown', () => {
  expect(buildServiceSpecs(buildContext({ lists: ['Service'] }))).toMatchObject({ state: 'present', value: [] });
  expect(buildServiceSpecs(buildContext({})).state).toBe('absent');
});

test('services from their objects rather than from the table', () => {
  const artifacts = table(`
    NAMESPACE   NAME   TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
    shop        web    ClusterIP   10.96.1.2    <none>        80/TCP    9d
    `);
  const spec = serviceSpec();
  expect(buildServices(buildContext({ artifacts, facets: { serviceSpecs: [spec] } }))).toMatchObject({ value: [spec] });
  expect(buildServices(buildContext({ artifacts }))).toMatchObject({
    value: [{ namespace: 'shop', name: 'web', source: { line: 2 } }],
  });
});

const ports = [{ name: 'http', port: 8080, protocol: 'TCP' }];

function slice(name: string, service: string | undefined, ip: string, ready = true) {
  const labels = service === undefined ? {} : { 'kubernetes.io/service-name': service };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'shop', labels },
    endpoints: [{ addresses: [ip], conditions: { ready } }],
    ports,
  };
}

function endpoints(name: string, ip: string) {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace: 'shop' },
    subsets: [{ notReadyAddresses: [{ ip }], ports }],
  };
}

const endpointsTable = table(`
  NAMESPACE   NAME    ENDPOINTS           AGE
  shop        redis   10.244.1.9:6379     9d
  `);

test('the slices of a service are put together, its ports once', () => {
  const artifacts = objects(slice('cart-1', 'cart', '10.244.1.7'), slice('cart-2', 'cart', 'fd00::7', false));
  expect(buildEndpoints(buildContext({ artifacts }))).toEqual({
    state: 'present',
    value: [
      {
        namespace: 'shop',
        service: 'cart',
        addresses: [
          { ip: '10.244.1.7', ready: true },
          { ip: 'fd00::7', ready: false },
        ],
        ports,
        source: { path: 'cluster/services.json', line: 2, pointer: '/items/0' },
      },
    ],
    coverage: { seen: 1 },
  });
});

test('Endpoints count for services without a slice', () => {
  const artifacts = objects(
    slice('cart-1', 'cart', '10.244.1.7'),
    endpoints('cart', '10.244.1.8'),
    endpoints('web', '10.244.1.9'),
  );
  expect(buildEndpoints(buildContext({ artifacts }))).toMatchObject({
    value: [
      { service: 'cart', addresses: [{ ip: '10.244.1.7', ready: true }] },
      { service: 'web', addresses: [{ ip: '10.244.1.9', ready: false }] },
    ],
  });
});

test('a slice that belongs to no service is passed over', () => {
  const context = buildContext({
    artifacts: { ...objects(slice('other', undefined, '10.244.1.7')), ...endpointsTable },
  });
  expect(buildEndpoints(context)).toMatchObject({ value: [{ service: 'redis' }], coverage: { seen: 1 } });
});

test('a complete list of slices that name no service does not say that services have no endpoints', () => {
  const artifacts = objects(slice('other', undefined, '10.244.1.7'));
  expect(buildEndpoints(buildContext({ artifacts, lists: ['EndpointSlice'] }))).toEqual({
    state: 'absent',
    because: 'the endpoint slices in the bundle do not name their services',
  });
});

test('the table counts where there is neither', () => {
  expect(buildEndpoints(buildContext({ artifacts: endpointsTable }))).toMatchObject({
    value: [{ namespace: 'shop', service: 'redis', addresses: [{ ip: '10.244.1.9' }], source: { line: 2 } }],
  });
  expect(
    buildEndpoints(buildContext({ artifacts: { ...objects(endpoints('web', '10.244.1.9')), ...endpointsTable } })),
  ).toMatchObject({
    value: [{ service: 'web' }],
  });
});

test.each(['EndpointSlice', 'Endpoints'])('a complete list of %s without any says that there are none', (kind) => {
  expect(buildEndpoints(buildContext({ artifacts: endpointsTable, lists: [kind] }))).toMatchObject({
    state: 'present',
    value: [],
  });
});

test('without a source the endpoints are unknown', () => {
  expect(buildEndpoints(buildContext({}))).toEqual({ state: 'absent', because: 'the bundle has no endpoints' });
});
