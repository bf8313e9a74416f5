import { expect, test } from 'vitest';
import { citeField } from '../../../src/core/evidence.js';
import { kubernetesObjects } from '../../../src/parsers/kubernetes-objects/index.js';
import { dedent, parseWindow } from '../../helpers/parse.js';

function objects(text: string) {
  return parseWindow(kubernetesObjects, dedent(text)).artifact.objects;
}

const list = `
  apiVersion: v1
  items:
  - apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: cart, namespace: shop}
    spec:
      host: cart
  - apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: cart, namespace: shop}
    spec:
      hosts: [cart]
      http:
      - route:
        - destination:
            host: carts
            subset: v2
  kind: List
`;

test('a field in a List: its line in the file, and the text that stands there', () => {
  const [, route] = objects(list);
  if (route === undefined) throw new Error('no object');
  expect(citeField(route.source, 'spec.http[0].route[0].destination.host', 'carts')).toEqual({
    path: 'entry',
    line: 16,
    field: 'spec.http[0].route[0].destination.host',
    excerpt: 'host: carts',
  });
  expect(citeField(route.source, 'spec.http[0].route[0].destination', {})).toMatchObject({
    line: 15,
    excerpt: '- destination:\n    host: carts\n    subset: v2',
  });
});

test('documents of one file keep the lines of the file; a field that is not set is where it would stand', () => {
  const [, second] = objects(`
    kind: Namespace
    apiVersion: v1
    metadata: {name: shop}
    ---
    # the second
    kind: Service
    apiVersion: v1
    metadata: {name: cart}
    spec:
      ports:
      - port: 80
  `);
  if (second === undefined) throw new Error('no object');
  expect(citeField(second.source, 'spec.ports[0].name', undefined)).toMatchObject({
    line: 11,
    excerpt: 'spec.ports[0].name: (absent)',
    reconstructed: true,
  });
});

test('JSON: the pointer of the field, as far as it exists', () => {
  const [rule] = objects(
    JSON.stringify({
      kind: 'List',
      items: [
        {
          apiVersion: 'networking.istio.io/v1',
          kind: 'DestinationRule',
          metadata: { name: 'cart', labels: { 'a/b': 'c' } },
          spec: { host: 'cart', subsets: [{ name: 'v1' }] },
        },
      ],
    }),
  );
  if (rule === undefined) throw new Error('no object');
  expect(citeField(rule.source, 'spec.subsets[0].labels', {}).pointer).toBe('/items/0/spec/subsets/0');
  expect(citeField(rule.source, 'metadata.labels["a/b"]', 'c').pointer).toBe('/items/0/metadata/labels/a~1b');
});

test('of pods, which are many, no text is kept', () => {
  const [pod] = objects(`
    kind: Pod
    apiVersion: v1
    metadata: {name: cart-1}
    spec:
      hostNetwork: true
  `);
  if (pod === undefined) throw new Error('no object');
  expect(citeField(pod.source, 'spec.hostNetwork', true)).toMatchObject({ line: 1, reconstructed: true });
});
