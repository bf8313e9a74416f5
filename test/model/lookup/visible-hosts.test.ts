import { describe, expect, test } from 'vitest';
import { findVisibleHost } from '../../../src/model/lookup/visible-hosts.js';
import { meshConfig, serviceEntry } from '../../helpers/facets/configuration.js';
import { labels, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const host = 'cart.shop.svc.cluster.local';

function sees(namespace: string, exportTo?: string, defaultServiceExportTo?: readonly string[]): boolean {
  const services = [
    serviceSpec({
      namespace: 'shop',
      name: 'cart',
      annotations: labels(exportTo === undefined ? {} : { 'networking.istio.io/exportTo': exportTo }),
    }),
  ];
  const settings = meshConfig(defaultServiceExportTo === undefined ? {} : { defaultServiceExportTo });
  const registry = { services, serviceSpecs: services, meshConfig: settings, mesh: mesh() };
  return findVisibleHost(host, namespace, registry) !== undefined;
}

describe('a service is seen', () => {
  test('everywhere, unless its annotation says where', () => {
    expect(sees('web')).toBe(true);
    expect(sees('web', 'web, api')).toBe(true);
    expect(sees('web', '.')).toBe(false);
    expect(sees('shop', '.')).toBe(true);
  });

  test('where the mesh says, when its annotation says nothing', () => {
    expect(sees('web', undefined, ['.'])).toBe(false);
    expect(sees('web', '*', ['.'])).toBe(true);
  });
});

test('a ServiceEntry with the host itself goes before one with a wildcard that covers it', () => {
  const exact = serviceEntry({ name: 'exact', spec: { hosts: ['api.example.com'], exportTo: ['shop'] } });
  const wildcard = serviceEntry({ name: 'wildcard', spec: { hosts: ['*.example.com'] } });
  const registry = { services: [], serviceEntries: [wildcard, exact], mesh: mesh() };
  const names = (namespace: string, name: string) =>
    findVisibleHost(name, namespace, registry)?.entries.map((entry) => entry.name);
  expect(names('shop', 'api.example.com')).toEqual(['exact']);
  expect(names('web', 'api.example.com')).toEqual(['wildcard']);
  expect(names('web', 'example.com')).toBeUndefined();
});
