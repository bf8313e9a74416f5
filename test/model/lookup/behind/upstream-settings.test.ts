import { describe, expect, test } from 'vitest';
import { behindMissingCluster, behindMissingSubset } from '../../../../src/model/lookup/behind/missing-cluster.js';
import {
  behindNoEndpoint,
  behindOverflow,
  behindRetries,
  behindTimeout,
} from '../../../../src/model/lookup/behind/upstream-settings.js';
import { podSpec, serviceSpec } from '../../../helpers/facets/kubernetes.js';
import { mesh } from '../../../helpers/facets/mesh.js';
import { known, partialMesh } from './known.js';

const cart = { host: 'cart.shop.svc.cluster.local', port: 80, client: 'web' };
const rule = `
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: cart, namespace: shop}
  spec:
    host: cart
    trafficPolicy:
      connectionPool: {tcp: {maxConnections: 10}, http: {http1MaxPendingRequests: 1}}
      outlierDetection: {consecutive5xxErrors: 3, maxEjectionPercent: 100}
    subsets:
      - name: v1
        labels: {version: v1}
        trafficPolicy:
          connectionPool: {tcp: {maxConnections: 2}}
      - name: v9
        labels: {version: v9}
`;
const route = `
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata: {name: cart, namespace: shop}
  spec:
    hosts: [cart]
    http:
      - timeout: 2s
        retries: {attempts: 5, retryOn: 5xx}
        route: [{destination: {host: cart}}]
      - timeout: 0s
        retries: {attempts: 0}
        route: [{destination: {host: cart, subset: v7}}]
`;
const running = { serviceSpecs: [serviceSpec()], podSpecs: [podSpec()] };

describe('settings of a DestinationRule', () => {
  test('the connection pool that overflows', () => {
    expect(behindOverflow(cart, known(rule))).toMatchObject({
      text: 'The limit is connectionPool of DestinationRule shop/cart (maxConnections 10, http1MaxPendingRequests 1).',
      evidence: [{ path: 'mesh.yaml', line: 7, field: 'spec.trafficPolicy.connectionPool' }],
      objects: [{ kind: 'DestinationRule', namespace: 'shop', name: 'cart' }],
    });
  });

  test('the one of the subset comes first', () => {
    expect(behindOverflow({ ...cart, subset: 'v1' }, known(rule))).toMatchObject({
      text: 'The limit is connectionPool of DestinationRule shop/cart (maxConnections 2).',
      evidence: [{ line: 13, field: 'spec.subsets[0].trafficPolicy.connectionPool' }],
    });
  });

  test('another host has none, and a rule of a namespace that was not gathered may come first', () => {
    expect(behindOverflow({ ...cart, host: 'web.shop.svc.cluster.local' }, known(rule))).toBeUndefined();
    expect(behindOverflow(cart, known(rule, { mesh: partialMesh('DestinationRule', 'shop') }))).toBeUndefined();
  });

  test('outlier detection, and a subset that selects no pod', () => {
    expect(behindNoEndpoint(cart, known(rule, running))?.text).toBe(
      'DestinationRule shop/cart may have ejected endpoints: outlierDetection consecutive5xxErrors 3, maxEjectionPercent 100.',
    );
    expect(behindNoEndpoint({ ...cart, subset: 'v9' }, known(rule, running))).toMatchObject({
      text: expect.stringContaining(
        'Subset v9 of DestinationRule shop/cart selects version=v9, which none of the pods',
      ),
      evidence: [{ line: 15, field: 'spec.subsets[1].labels' }, { field: 'spec.trafficPolicy.outlierDetection' }],
    });
  });
});

describe('settings of a VirtualService', () => {
  test('the timeout and the retries of the routes to the host', () => {
    expect(behindTimeout(cart, known(route))).toMatchObject({
      text: 'The timeout is that of VirtualService shop/cart (2s).',
      evidence: [{ line: 7, field: 'spec.http[0].timeout' }],
    });
    expect(behindRetries(cart, known(route))).toMatchObject({
      text: 'Retries are set by VirtualService shop/cart (5 attempts on 5xx).',
      evidence: [{ line: 8, field: 'spec.http[0].retries' }],
    });
  });

  test('are switched off on the route to the subset', () => {
    expect(behindTimeout({ ...cart, subset: 'v7' }, known(route))).toBeUndefined();
    expect(behindRetries({ ...cart, subset: 'v7' }, known(route))).toBeUndefined();
  });
});

describe('an Envoy cluster that does not exist', () => {
  const cluster = (subset: string) => `outbound|80|${subset}|cart.shop.svc.cluster.local`;
  const both = [rule, route];

  test('the subset is in no DestinationRule, and a VirtualService leads there', () => {
    const found = {
      text: 'Requests are sent to subset v7 by VirtualService shop/cart. DestinationRule shop/cart has the subsets v1, v9, and not v7.',
      evidence: [
        { field: 'spec.http[1].route[0].destination.subset' },
        { path: 'mesh.yaml', line: 9, field: 'spec.subsets' },
      ],
    };
    expect(behindMissingCluster(cluster('v7'), 'web', known(both))).toMatchObject(found);
    expect(behindMissingSubset('cart', 'shop', known(both))).toMatchObject(found);
  });

  test('no DestinationRule has the host', () => {
    const none = { mesh: mesh(), destinationRules: [] };
    expect(behindMissingCluster(cluster('v7'), 'web', none)?.text).toBe(
      'No DestinationRule in the bundle that the client takes has host cart.shop.svc.cluster.local.',
    );
    const part = partialMesh('DestinationRule', 'shop');
    expect(behindMissingCluster(cluster('v7'), 'web', { ...none, mesh: part })).toBeUndefined();
  });

  test('the subset is there now, or the cluster has none', () => {
    expect(behindMissingCluster(cluster('v1'), 'web', known(both))?.text).toContain('In the bundle subset v1 is in');
    expect(behindMissingCluster(cluster(''), 'web', known(both))).toBeUndefined();
    expect(behindMissingSubset('web', 'shop', known(both))).toBeUndefined();
  });
});
