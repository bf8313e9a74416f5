import { expect, test } from 'vitest';
import { configObject, listedOrAbsent, objectsOf } from '../../../src/model/build/objects.js';
import { buildContext, stored, storedObjects } from '../../helpers/build.js';

function sidecar(name: string, metadata: object = {}, namespace = 'shop') {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Sidecar',
    metadata: { name, namespace, ...metadata },
    spec: {},
  };
}

function contextOf(...entries: readonly (readonly object[])[]) {
  const objects = entries.map((items, index) => storedObjects(`cluster/${index}.json`, ...items));
  return buildContext({ artifacts: { 'kubernetes-objects': objects } });
}

function pathsOf(...entries: readonly (readonly object[])[]) {
  return objectsOf(contextOf(...entries).artifacts, 'Sidecar').map(({ source }) => source.path);
}

test('objects of one kind from all entries, sorted by namespace and name', () => {
  const { artifacts } = contextOf([sidecar('web'), sidecar('api')], [sidecar('web', {}, 'data')]);
  expect(objectsOf(artifacts, 'Sidecar').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
    'data/web',
    'shop/api',
    'shop/web',
  ]);
  expect(objectsOf(artifacts, 'Pod')).toEqual([]);
});

test('of two copies the one with the greater resource version counts, as a number', () => {
  const old = [sidecar('web', { resourceVersion: '999' })];
  const recent = [sidecar('web', { resourceVersion: '1000' })];
  expect(pathsOf(old, recent)).toEqual(['cluster/1.json']);
  expect(pathsOf(recent, old)).toEqual(['cluster/0.json']);
});

test('of two copies that cannot be compared the later entry counts', () => {
  expect(pathsOf([sidecar('web')], [sidecar('web')])).toEqual(['cluster/1.json']);
  expect(pathsOf([sidecar('web', { resourceVersion: 'abc' })], [sidecar('web', { resourceVersion: '9' })])).toEqual([
    'cluster/1.json',
  ]);
});

test('a copy without a resource version, as --export leaves it, stands back behind one that has it', () => {
  const whole = [sidecar('web', { resourceVersion: '9' })];
  expect(pathsOf(whole, [sidecar('web')])).toEqual(['cluster/0.json']);
  expect(pathsOf([sidecar('web')], whole)).toEqual(['cluster/1.json']);
});

test('what the control plane had read counts only for kinds that nothing else supplies', () => {
  const page = storedObjects('istio/istio-system/istiod-1/debug/configz', sidecar('web'));
  const secondary = { ...page, tag: { ...page.tag, secondary: true as const } };
  const alone = buildContext({ artifacts: { 'kubernetes-objects': [secondary] } });
  expect(objectsOf(alone.artifacts, 'Sidecar').map(({ metadata }) => metadata.name)).toEqual(['web']);
  const beside = buildContext({
    artifacts: { 'kubernetes-objects': [storedObjects('cluster/sidecars.json', sidecar('api')), secondary] },
  });
  expect(objectsOf(beside.artifacts, 'Sidecar').map(({ metadata }) => metadata.name)).toEqual(['api']);
  const none = buildContext({ artifacts: { 'kubernetes-objects': [secondary] }, lists: ['Sidecar'] });
  expect(objectsOf(none.artifacts, 'Sidecar')).toEqual([]);
});

test('none found is a fact where an entry lists the kind, and unknown elsewhere', () => {
  const listed = buildContext({ lists: ['Sidecar'] }).artifacts;
  expect(listedOrAbsent(listed, [], 'Sidecar resources', 'Sidecar')).toEqual({
    state: 'present',
    value: [],
    coverage: { seen: 0 },
  });
  expect(listedOrAbsent(listed, [], 'pod objects', 'Pod')).toEqual({
    state: 'absent',
    because: 'the bundle has no pod objects',
  });
});

function defining(lists: readonly string[], ...names: readonly string[]) {
  const rows = names.map((name, index) => ({ name, line: index + 2, excerpt: name }));
  const table = stored('cluster/customresourcedefinitions.txt', { customResourceDefinitions: rows });
  return buildContext({ lists, artifacts: { 'kubectl-table': [table] } }).artifacts;
}

test('a kind that the cluster does not define has no objects; one that it defines may have some', () => {
  const artifacts = defining(['CustomResourceDefinition'], 'sidecars.networking.istio.io');
  expect(listedOrAbsent(artifacts, [], 'routes', 'HTTPRoute').state).toBe('present');
  expect(listedOrAbsent(artifacts, [], 'Sidecar resources', 'Sidecar').state).toBe('absent');
  expect(listedOrAbsent(artifacts, [], 'pod objects', 'Pod').state).toBe('absent');
});

test('an incomplete list of definitions shows nothing to be missing', () => {
  expect(listedOrAbsent(defining([]), [], 'routes', 'HTTPRoute').state).toBe('absent');
});

test('of several kinds none may be unknown where another one is listed', () => {
  const partly = buildContext({ lists: ['Policy'] }).artifacts;
  expect(listedOrAbsent(partly, ['web'], 'policies', 'Policy', 'MeshPolicy')).toEqual({
    state: 'absent',
    because: 'the bundle has no complete list of policies: MeshPolicy missing',
  });
  const both = buildContext({ lists: ['Policy', 'MeshPolicy'] }).artifacts;
  expect(listedOrAbsent(both, [], 'policies', 'Policy', 'MeshPolicy').state).toBe('present');
  const undefinedKind = defining(['CustomResourceDefinition', 'Policy'], 'policies.authentication.istio.io');
  expect(listedOrAbsent(undefinedKind, [], 'policies', 'Policy', 'MeshPolicy').state).toBe('present');
});

test('an object that was found is present, whether or not a list is complete', () => {
  expect(listedOrAbsent(buildContext({}).artifacts, ['web'], 'Sidecar resources', 'Sidecar')).toEqual({
    state: 'present',
    value: ['web'],
    coverage: { seen: 1 },
  });
});

test('only an unusable entry that would have held the kind explains why it is absent', () => {
  const kind = 'kubernetes-objects';
  const unusable = [
    { path: 'cluster/pods.json', reason: 'Forbidden', tag: { kind, lists: ['Pod'] } },
    { path: 'cluster/crs.json', reason: 'the file is empty', tag: { kind, lists: ['*'] } },
    { path: 'cluster/all.json', reason: 'neither JSON nor YAML of API objects', tag: { kind } },
  ];
  const { artifacts } = buildContext({ unusable: { [kind]: unusable } });
  expect(listedOrAbsent(artifacts, [], 'Sidecar resources', 'Sidecar')).toEqual({
    state: 'absent',
    because: 'Sidecar resources captured but unusable: cluster/crs.json: the file is empty',
  });
});

test('the form of a configuration object: the kind without its group, a namespace that may be empty', () => {
  const gateway = {
    apiVersion: 'networking.istio.io/v1alpha3',
    kind: 'Gateway',
    metadata: { name: 'public', namespace: 'shop', labels: { app: 'web' }, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { selector: { istio: 'ingressgateway' }, servers: [] },
  };
  const meshPolicy = {
    apiVersion: 'authentication.istio.io/v1alpha1',
    kind: 'MeshPolicy',
    metadata: { name: 'default' },
    spec: {},
  };
  const { artifacts } = contextOf([gateway, meshPolicy]);
  expect(objectsOf(artifacts, 'Gateway.networking.istio.io').map(configObject)).toEqual([
    {
      kind: 'Gateway',
      group: 'networking.istio.io',
      namespace: 'shop',
      name: 'public',
      labels: new Map([['app', 'web']]),
      annotations: new Map(),
      created: '2026-01-01T00:00:00Z',
      spec: { selector: new Map([['istio', 'ingressgateway']]), servers: [] },
      source: { path: 'cluster/0.json', line: 2, pointer: '/items/0' },
    },
  ]);
  const [found] = objectsOf(artifacts, 'MeshPolicy').map(configObject);
  expect(found).toMatchObject({ kind: 'MeshPolicy', namespace: '', name: 'default' });
  expect(found).not.toHaveProperty('created');
});
