import { expect, test } from 'vitest';
import { UsageError } from '../../src/core/errors.js';
import { modelOf } from '../helpers/manifests.js';

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n';

test('manifests alone have the mesh configuration of a default installation', () => {
  expect(modelOf(namespace).meshConfig).toMatchObject({
    state: 'present',
    value: { isDefault: true, rootNamespace: 'istio-system', enableAutoMtls: true, trustDomain: 'cluster.local' },
  });
});

test('a file of mesh configuration', () => {
  const meshConfig = `
    rootNamespace: mesh
    enableAutoMtls: false
    defaultServiceExportTo: ["."]
    discoverySelectors:
    - matchLabels: {mesh: on-board}
    defaultProviders: {accessLogging: [otel]}
    extensionProviders:
    - name: otel
      envoyOtelAls: {service: collector}
    defaultConfig:
      proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true", API_TOKEN: hidden}
  `;
  const { meshConfig: facet } = modelOf(namespace, { meshConfig });
  expect(facet).toMatchObject({
    value: {
      rootNamespace: 'mesh',
      enableAutoMtls: false,
      defaultServiceExportTo: ['.'],
      discoverySelectors: [{ matchLabels: new Map([['mesh', 'on-board']]) }],
      defaultProviders: { accessLogging: ['otel'], tracing: [] },
      extensionProviders: [{ name: 'otel', kind: 'envoyOtelAls' }],
      proxyMetadata: new Map([['ISTIO_META_DNS_CAPTURE', 'true']]),
      source: { path: 'mesh-config.yaml' },
    },
  });
  expect(facet).not.toHaveProperty('value.isDefault');
});

test('a file wins over a ConfigMap of the manifests, which wins over the defaults', () => {
  const map = `
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: istio, namespace: istio-system}
    data:
      mesh: "trustDomain: from-map"
      meshNetworks: "networks: {east: {endpoints: [{fromRegistry: c1}], gateways: []}}"
  `;
  expect(modelOf(map).meshConfig).toMatchObject({ value: { trustDomain: 'from-map' } });
  expect(modelOf(map).meshNetworks).toMatchObject({
    value: { networks: [{ name: 'east', endpoints: [{ field: 'networks.east.endpoints[0]', fromRegistry: 'c1' }] }] },
  });
  const given = { meshConfig: 'trustDomain: from-file', meshNetworks: 'networks: {west: {}}' };
  expect(modelOf(map, given).meshConfig).toMatchObject({ value: { trustDomain: 'from-file' } });
  expect(modelOf(map, given).meshNetworks).toMatchObject({ value: { networks: [{ name: 'west' }] } });
});

test.each(['a: [', '- list', 'just text', 'rootNamespace: {}'])('%j is no mesh configuration', (meshConfig) => {
  expect(() => modelOf(namespace, { meshConfig })).toThrow(UsageError);
});
