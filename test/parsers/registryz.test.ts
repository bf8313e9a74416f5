import { expect, test } from 'vitest';
import { Unusable } from '../../src/core/errors.js';
import { registryz } from '../../src/parsers/registryz.js';
import { parseText } from '../helpers/parse.js';

test('hosts of services and of ServiceEntries', () => {
  const page = `[
    {"Attributes": {"ServiceRegistry": "Kubernetes", "Name": "cart", "Namespace": "shop"}, "hostname": "cart.shop.svc.cluster.local"},
    {"Attributes": {"ServiceRegistry": "External"}, "hostname": "*.example.com", "defaultAddress": "0.0.0.0"}]`;
  expect(parseText(registryz, page)).toEqual({
    artifact: { hosts: new Set(['cart.shop.svc.cluster.local', '*.example.com']) },
    notes: [],
  });
});

test('Pilot closes the list with an empty object', () => {
  const page = '[\n{\n  "hostname": "cart.shop.svc.cluster.local",\n  "address": "10.96.3.7"\n},\n{}]\n';
  expect(parseText(registryz, page).artifact.hosts).toEqual(new Set(['cart.shop.svc.cluster.local']));
});

test('a list that breaks off keeps what is complete, and says so', () => {
  const { artifact, notes } = parseText(registryz, '[\n{"hostname": "cart.shop.svc.cluster.local"},\n{"hostn');
  expect(artifact.hosts.size).toBe(1);
  expect(notes).toMatchObject([{ code: 'entry-truncated' }]);
});

test('another page', () => {
  expect(() => parseText(registryz, '[{"proxy":"cart-1.shop"}]')).toThrow(Unusable);
});
