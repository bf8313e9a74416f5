import { expect, test } from 'vitest';
import { coversHost, hostsOverlap, isInEgressScope, sidecarFor } from '../../../src/model/lookup/sidecar-scope.js';
import { sidecar } from '../../helpers/facets/configuration.js';
import { labels } from '../../helpers/facets/kubernetes.js';

test('the Sidecar that selects the workload, else that of its namespace, else that of the root namespace', () => {
  const own = sidecar({ name: 'own', namespace: 'shop', spec: { workloadSelector: labels({ app: 'cart' }) } });
  const general = sidecar({ name: 'general', namespace: 'shop' });
  const mesh = sidecar({ name: 'mesh', namespace: 'istio-system' });
  const all = [mesh, general, own];
  const chosen = (namespace: string, app: string) =>
    sidecarFor({ namespace, labels: labels({ app }) }, all, 'istio-system')?.name;
  expect(chosen('shop', 'cart')).toBe('own');
  expect(chosen('shop', 'web')).toBe('general');
  expect(chosen('api', 'cart')).toBe('mesh');
  expect(sidecarFor({ namespace: 'api', labels: labels() }, [own], 'istio-system')).toBeUndefined();
});

test.each([
  ['./*', true],
  ['*/*', true],
  ['web/*', false],
  ['shop/*.shop.svc.cluster.local', true],
  ['shop/other.shop.svc.cluster.local', false],
  ['~/*', false],
  ['*', true],
])('egress host %s lets a workload of shop see cart.shop: %s', (pattern, expected) => {
  const scope = sidecar({ namespace: 'shop', spec: { egressHosts: [pattern] } });
  expect(isInEgressScope(scope, 'shop', { host: 'cart.shop.svc.cluster.local', namespace: 'shop' })).toBe(expected);
});

test('without a Sidecar, or without egress listeners, every host is in scope', () => {
  const target = { host: 'cart.shop.svc.cluster.local', namespace: 'shop' };
  expect(isInEgressScope(undefined, 'web', target)).toBe(true);
  expect(isInEgressScope(sidecar({ spec: { egressHosts: [] } }), 'web', target)).toBe(true);
});

test('wildcards cover longer names only, and overlap either way', () => {
  expect(coversHost('*.example.com', 'api.example.com')).toBe(true);
  expect(coversHost('*.example.com', 'example.com')).toBe(false);
  expect(hostsOverlap('api.example.com', '*.example.com')).toBe(true);
  expect(hostsOverlap('*.com', '*.example.com')).toBe(true);
  expect(hostsOverlap('*.example.org', '*.example.com')).toBe(false);
});
