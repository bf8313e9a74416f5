import { expect, test } from 'vitest';
import { kubernetesObjects } from '../../../src/parsers/kubernetes-objects/index.js';
import type { Tag } from '../../../src/parsers/parser.js';
import { parseWindow } from '../../helpers/parse.js';

function parse(text: string, tag: Partial<Tag> = {}) {
  return parseWindow(kubernetesObjects, text, { at: { tag: { kind: 'kubernetes-objects', ...tag } } });
}

const ofShop = { apiKind: 'Service', namespace: 'shop' };

test('an array of items without kind and namespace: both come from the place of the file', () => {
  const items = [{ metadata: { name: 'cart' }, spec: { clusterIP: '10.0.0.1' } }];
  expect(parse(JSON.stringify(items), ofShop).artifact).toMatchObject({
    objects: [{ kind: 'Service', metadata: { name: 'cart', namespace: 'shop' }, source: { pointer: '/0' } }],
    complete: true,
  });
});

test('a list says which kind it lists, an empty one too, whose items Go may have written as null', () => {
  expect(parse('{"kind": "PodList", "apiVersion": "v1", "items": null}').artifact).toMatchObject({
    objects: [],
    complete: true,
    lists: new Set(['Pod']),
  });
  expect(parse('[]', ofShop).artifact.lists).toBeUndefined();
});

test('a sequence of custom resources in YAML', () => {
  const rule = (name: string) =>
    `- apiVersion: networking.istio.io/v1\n  kind: DestinationRule\n  metadata:\n    name: ${name}\n    namespace: shop\n  spec:\n    host: ${name}\n`;
  const { artifact, notes } = parse(`${rule('cart')}${rule('orders')}`);
  expect(artifact).toMatchObject({
    objects: [
      { kind: 'DestinationRule', metadata: { name: 'cart' }, source: { line: 1 } },
      { kind: 'DestinationRule', metadata: { name: 'orders' }, source: { line: 8 } },
    ],
    complete: true,
  });
  expect(notes).toEqual([]);
});

test('a masked number is a string: the object stays, and its ports are not half known', () => {
  const ports = [{ port: '***HIDDEN***' }, { port: 80 }];
  const { artifact } = parse(JSON.stringify([{ metadata: { name: 'cart' }, spec: { ports } }]), ofShop);
  expect(artifact).toMatchObject({ objects: [{ metadata: { name: 'cart' }, spec: { ports: [] } }], complete: true });
});

test('a part of an entry counts its lines from where it begins', () => {
  const { artifact } = parseWindow(kubernetesObjects, '{"kind":"PodList","items":[\n{"metadata":{"name":"a"}}]}', {
    at: { line: 40 },
  });
  expect(artifact.objects[0]?.source.line).toBe(41);
});
