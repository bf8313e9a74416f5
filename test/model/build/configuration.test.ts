import { describe, expect, test } from 'vitest';
import * as configuration from '../../../src/model/build/configuration.js';
import * as gatewayApi from '../../../src/model/build/gateway-api.js';
import { buildContext, storedObjects } from '../../helpers/build.js';

function objects(...items: readonly object[]) {
  return buildContext({ artifacts: { 'kubernetes-objects': [storedObjects('cluster/crs.json', ...items)] } });
}

function object(apiVersion: string, kind: string, spec: object = {}, name = 'cart') {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, spec };
}

const istioGateway = object('networking.istio.io/v1', 'Gateway', { selector: { istio: 'ingressgateway' } }, 'istio');
const kubernetesGateway = object(
  'gateway.networking.k8s.io/v1',
  'Gateway',
  { gatewayClassName: 'istio', listeners: [] },
  'api',
);

describe.each([
  [
    'VirtualService',
    configuration.buildVirtualServices,
    object('networking.istio.io/v1', 'VirtualService', { hosts: ['cart'] }),
  ],
  [
    'DestinationRule',
    configuration.buildDestinationRules,
    object('networking.istio.io/v1', 'DestinationRule', { host: 'cart' }),
  ],
  [
    'ServiceEntry',
    configuration.buildServiceEntries,
    object('networking.istio.io/v1', 'ServiceEntry', { hosts: ['api.example.com'] }),
  ],
  ['Sidecar', configuration.buildSidecars, object('networking.istio.io/v1', 'Sidecar')],
  ['EnvoyFilter', configuration.buildEnvoyFilters, object('networking.istio.io/v1alpha3', 'EnvoyFilter')],
  ['PeerAuthentication', configuration.buildPeerAuthentications, object('security.istio.io/v1', 'PeerAuthentication')],
  [
    'AuthorizationPolicy',
    configuration.buildAuthorizationPolicies,
    object('security.istio.io/v1', 'AuthorizationPolicy'),
  ],
] as const)('%s', (kind, build, given) => {
  test('found', () => {
    expect(build(objects(given))).toMatchObject({
      state: 'present',
      value: [{ kind, namespace: 'shop', name: 'cart', source: { path: 'cluster/crs.json', line: 2 } }],
    });
  });

  test('none, by a complete list, and unknown', () => {
    expect(build(buildContext({ lists: [kind] }))).toMatchObject({ state: 'present', value: [] });
    expect(build(objects(istioGateway))).toMatchObject({
      state: 'absent',
      because: expect.stringContaining('the bundle has no'),
    });
  });
});

test('Gateways of Istio and of the Gateway API are told apart by their group', () => {
  const context = objects(istioGateway, kubernetesGateway);
  expect(configuration.buildIstioGateways(context)).toMatchObject({
    value: [{ kind: 'Gateway', group: 'networking.istio.io', name: 'istio' }],
  });
  expect(gatewayApi.buildKubernetesGateways(context)).toMatchObject({
    value: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'api', spec: { className: 'istio' } }],
  });
});

test('Policy and MeshPolicy together; the latter is in no namespace', () => {
  const policy = object('authentication.istio.io/v1alpha1', 'Policy', { peers: [{ mtls: {} }] });
  const meshPolicy = { ...object('authentication.istio.io/v1alpha1', 'MeshPolicy'), metadata: { name: 'default' } };
  expect(configuration.buildAuthenticationPolicies(objects(meshPolicy, policy))).toMatchObject({
    value: [
      { kind: 'Policy', namespace: 'shop', name: 'cart', spec: { mode: 'STRICT' } },
      { kind: 'MeshPolicy', namespace: '', name: 'default', spec: { mode: 'DISABLE' } },
    ],
  });
});

test('routes of the Gateway API, whatever their protocol', () => {
  const context = objects(
    object('gateway.networking.k8s.io/v1alpha2', 'TCPRoute', { rules: [] }),
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', { hostnames: ['cart.example.com'] }),
  );
  expect(gatewayApi.buildKubernetesRoutes(context)).toMatchObject({
    value: [{ kind: 'HTTPRoute', spec: { hostnames: ['cart.example.com'] } }, { kind: 'TCPRoute' }],
  });
});
