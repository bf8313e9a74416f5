import { expect, test } from 'vitest';
import { buildMeshConfig } from '../../../src/model/build/mesh-config.js';
import type { Facets } from '../../../src/model/facets.js';
import { buildContext, stored, storedObjects } from '../../helpers/build.js';
import { controlPlaneVersion } from '../../helpers/facets/sync.js';

function configMap(mesh: string | undefined, metadata: object = {}) {
  const data = mesh === undefined ? {} : { mesh };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace: 'istio-system', ...metadata },
    data,
  };
}

function maps(...items: readonly object[]) {
  return { 'kubernetes-objects': [storedObjects('cluster/configmaps.json', ...items)] };
}

function built(items: readonly object[], facets: Partial<Facets> = {}) {
  return buildMeshConfig(buildContext({ artifacts: maps(...items), facets }));
}

test('what the ConfigMap leaves out is filled in with the defaults of Istio', () => {
  expect(built([configMap('accessLogFile: /dev/stdout', { namespace: 'mesh-system' })])).toEqual({
    state: 'present',
    value: {
      rootNamespace: 'mesh-system',
      trustDomain: 'cluster.local',
      trustDomainAliases: [],
      enableAutoMtls: true,
      outboundTrafficPolicy: 'ALLOW_ANY',
      accessLogFile: '/dev/stdout',
      ingressControllerMode: 'STRICT',
      ingressClass: 'istio',
      source: { path: 'cluster/configmaps.json', line: 2, pointer: '/items/0' },
    },
    coverage: { seen: 1 },
  });
});

test('what it states stays', () => {
  const mesh = `
rootNamespace: istio-config
trustDomain: example.org
trustDomainAliases: [cluster.local]
enableAutoMtls: false
outboundTrafficPolicy:
  mode: REGISTRY_ONLY
defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
`;
  expect(built([configMap(mesh)])).toMatchObject({
    value: {
      rootNamespace: 'istio-config',
      trustDomain: 'example.org',
      trustDomainAliases: ['cluster.local'],
      enableAutoMtls: false,
      outboundTrafficPolicy: 'REGISTRY_ONLY',
      discoveryAddress: 'istiod.istio-system.svc:15012',
    },
  });
});

test.each([
  ['1.0.9', false, 'REGISTRY_ONLY'],
  ['1.4.10', false, 'ALLOW_ANY'],
  ['1.5.0', true, 'ALLOW_ANY'],
])('defaults of Istio %s', (version, enableAutoMtls, outboundTrafficPolicy) => {
  const controlPlaneVersions = [controlPlaneVersion({ version: '1.27.3' }), controlPlaneVersion({ version })];
  expect(built([configMap('{}')], { controlPlaneVersions })).toMatchObject({
    value: { enableAutoMtls, outboundTrafficPolicy },
  });
});

test('a version that is none of Istio 1.x is taken to be recent', () => {
  const controlPlaneVersions = [controlPlaneVersion({ version: 'unknown' })];
  expect(built([configMap('{}')], { controlPlaneVersions })).toMatchObject({ value: { enableAutoMtls: true } });
});

test('of several revisions the ConfigMap called istio counts, else the first', () => {
  const canary = configMap('trustDomain: canary.example.org', { name: 'istio-canary' });
  const stable = configMap('trustDomain: stable.example.org', { name: 'istio-stable' });
  expect(built([canary, configMap('trustDomain: example.org')])).toMatchObject({
    value: { trustDomain: 'example.org' },
  });
  expect(built([stable, canary])).toMatchObject({ value: { trustDomain: 'canary.example.org' } });
});

test('the page of istiod rather than the ConfigMap, which names the root namespace all the same', () => {
  const page = stored('istiod/mesh.json', { trustDomain: 'example.org', trustDomainAliases: [] });
  const artifacts = {
    ...maps(configMap('trustDomain: old.example.org', { namespace: 'mesh-system' })),
    'mesh-config': [page],
  };
  expect(buildMeshConfig(buildContext({ artifacts }))).toMatchObject({
    value: { trustDomain: 'example.org', rootNamespace: 'mesh-system', source: { path: 'istiod/mesh.json' } },
  });
});

test('ConfigMaps without a mesh configuration are none', () => {
  const because = 'the bundle has no mesh configuration';
  expect(built([configMap(undefined, { name: 'istio-ca-root-cert' }), configMap(undefined)])).toEqual({
    state: 'absent',
    because,
  });
  expect(buildMeshConfig(buildContext({}))).toEqual({ state: 'absent', because });
});
