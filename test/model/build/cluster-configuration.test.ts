import { describe, expect, test } from 'vitest';
import {
  buildCustomResourceDefinitions,
  buildIngresses,
  buildInjectors,
  buildSecrets,
} from '../../../src/model/build/cluster-configuration.js';
import { buildContext, storedObjects } from '../../helpers/build.js';
import { rootPem } from '../../helpers/certificates.js';

function objects(...items: readonly object[]) {
  return buildContext({ artifacts: { 'kubernetes-objects': [storedObjects('cluster/objects.json', ...items)] } });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('a Secret', () => {
  const secret = (data: Record<string, string>, type = 'kubernetes.io/tls') =>
    objects({ apiVersion: 'v1', kind: 'Secret', type, metadata: { name: 'web', namespace: 'shop' }, data });

  test('names its keys and what its certificate says, and nothing of its values', () => {
    const facet = buildSecrets(secret({ 'tls.crt': base64(rootPem), 'tls.key': base64('private') }));
    expect(facet).toMatchObject({
      value: [
        {
          namespace: 'shop',
          name: 'web',
          type: 'kubernetes.io/tls',
          keys: ['tls.crt', 'tls.key'],
          emptyKeys: [],
          certificate: { state: 'read', notAfter: '2036-11-21T08:01:14.000Z', count: 1 },
        },
      ],
    });
    expect(JSON.stringify(facet)).not.toContain('private');
    expect(JSON.stringify(facet)).not.toContain(base64('private'));
  });

  test('with something else for a certificate, with an empty key, with a mask', () => {
    expect(buildSecrets(secret({ 'tls.crt': base64('no certificate'), 'tls.key': '' }))).toMatchObject({
      value: [{ emptyKeys: ['tls.key'], certificate: { state: 'unreadable' } }],
    });
    const masked = buildSecrets(secret({ 'tls.crt': '***HIDDEN***' }));
    expect(masked).toMatchObject({ value: [{ keys: ['tls.crt'] }] });
  });

  test('of Helm and of service accounts not even the keys are kept', () => {
    expect(buildSecrets(secret({ release: base64('x') }, 'helm.sh/release.v1'))).toMatchObject({
      value: [{ keys: [] }],
    });
  });
});

test('an Ingress of both API versions', () => {
  const ingress = (apiVersion: string, backend: object, annotations: object = {}) => ({
    apiVersion,
    kind: 'Ingress',
    metadata: { name: apiVersion.replace('/', '-'), namespace: 'shop', annotations },
    spec: { rules: [{ http: { paths: [{ backend }] } }] },
  });
  expect(
    buildIngresses(
      objects(
        ingress('extensions/v1beta1', { serviceName: 'cart' }, { 'kubernetes.io/ingress.class': 'istio' }),
        ingress('networking.k8s.io/v1', { service: { name: 'web' } }),
      ),
    ),
  ).toMatchObject({ value: [{ services: ['cart'], className: 'istio' }, { services: ['web'] }] });
});

test('definitions with their served versions and the bundle that they came with', () => {
  const annotations = { 'gateway.networking.k8s.io/bundle-version': 'v1.2.0' };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'tlsroutes.gateway.networking.k8s.io', annotations },
    spec: { versions: [{ name: 'v1', served: true }, { name: 'v1alpha2' }, { name: 'v1beta1', served: false }] },
  };
  expect(buildCustomResourceDefinitions(objects(definition))).toMatchObject({
    value: [{ annotations: new Map(Object.entries(annotations)), versions: ['v1', 'v1alpha2'] }],
  });
});

test('injectors by revision', () => {
  const map = (name: string, values: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'istio-system' },
    data: { values: JSON.stringify(values) },
  });
  const facet = buildInjectors(
    objects(
      map('istio-sidecar-injector', { global: { hub: 'istio', tag: '1.27' } }),
      map('istio-sidecar-injector-canary', { sidecarInjectorWebhook: { enableNamespacesByDefault: true } }),
    ),
  );
  expect(facet).toMatchObject({
    value: [
      { revision: 'default', namespace: 'istio-system', proxyImage: 'istio/proxyv2:1.27' },
      { revision: 'canary', enableNamespacesByDefault: true },
    ],
  });
  expect(buildInjectors(objects()).state).toBe('absent');
});
