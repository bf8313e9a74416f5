import { expect, test } from 'vitest';
import { findHost, fullHost, isExportedTo, serviceNamed } from '../../../src/model/lookup/hosts.js';
import { service, serviceEntry } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const corp = mesh({ clusterDomain: 'corp.internal' });

test('only names without a dot are completed', () => {
  expect(fullHost('cart', 'shop', mesh())).toBe('cart.shop.svc.cluster.local');
  expect(fullHost('cart', 'shop', corp)).toBe('cart.shop.svc.corp.internal');
  expect(fullHost('cart.shop', 'web', mesh())).toBe('cart.shop');
  expect(fullHost('*', 'shop', mesh())).toBe('*');
});

test('the service that a host names', () => {
  expect(serviceNamed('cart.shop.svc.cluster.local', mesh())).toEqual({ namespace: 'shop', name: 'cart' });
  expect(serviceNamed('cart.shop.svc.cluster.local', corp)).toBeUndefined();
  expect(serviceNamed('0.cart.shop.svc.cluster.local', mesh())).toBeUndefined();
  expect(serviceNamed('example.com', mesh())).toBeUndefined();
});

test('services and ServiceEntries behind a host', () => {
  const cart = service();
  const entry = serviceEntry({ spec: { hosts: ['api.example.com', 'cart.shop.svc.cluster.local'] } });
  const wildcard = serviceEntry({ spec: { hosts: ['*.example.com'] } });
  const registry = { services: [cart], serviceEntries: [entry, wildcard], mesh: mesh() };
  expect(findHost('cart.shop.svc.cluster.local', registry)).toEqual({ services: [cart], entries: [entry] });
  expect(findHost('api.example.com', registry)).toEqual({ services: [], entries: [entry] });
  expect(findHost('a.b.example.com', registry)).toEqual({ services: [], entries: [wildcard] });
  expect(findHost('example.com', registry)).toBeUndefined();
  expect(findHost('till.shop.svc.cluster.local', registry)).toBeUndefined();
});

test('a host longer than a DNS name is nothing that a wildcard covers', () => {
  const everything = serviceEntry({ spec: { hosts: ['*'] } });
  const registry = { services: [], serviceEntries: [everything], mesh: mesh() };
  expect(findHost('a.b', registry)?.entries).toEqual([everything]);
  expect(findHost('a.'.repeat(200), registry)).toBeUndefined();
});

test('exportTo', () => {
  expect(isExportedTo([], 'shop', 'web')).toBe(true);
  expect(isExportedTo(['*'], 'shop', 'web')).toBe(true);
  expect(isExportedTo(['web'], 'shop', 'web')).toBe(true);
  expect(isExportedTo(['.'], 'shop', 'shop')).toBe(true);
  expect(isExportedTo(['.', 'data'], 'shop', 'web')).toBe(false);
});
