import { expect, test } from 'vitest';
import { parseFieldPath } from '../../src/core/field-path.js';
import { placeInYaml } from '../../src/core/yaml-place.js';
import { dedent } from '../helpers/parse.js';

/** First and last line, counted from 1, and whether all of the path was found. */
function place(yaml: string, path: string): [number, number, boolean] | undefined {
  const found = placeInYaml(dedent(yaml).split('\n'), parseFieldPath(path) ?? []);
  return found && [found.first + 1, found.last + 1, found.whole];
}

const item = `
  - apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      annotations:
        "networking.istio.io/exportTo": shop
      name: cart
    spec:
      hosts:
      - cart
      - host: decoy
      http:
      # the canary
      - name: canary
        route:
        - destination:
            host: cart

            subset: v2
          weight: 10

      - route:
        - destination: {host: cart, subset: v1}
      tls: []
    status:
      conditions:
      - status: "False"
        type: Reconciled
`;

test.each<[string, [number, number, boolean] | undefined]>([
  ['kind', [2, 2, true]],
  ['metadata.name', [6, 6, true]],
  ['metadata.annotations["networking.istio.io/exportTo"]', [5, 5, true]],
  ['spec.hosts[0]', [9, 9, true]],
  ['spec.http[0]', [13, 19, true]],
  ['spec.http[0].route[0].destination.subset', [18, 18, true]],
  ['spec.http[0].route[0].weight', [19, 19, true]],
  ['status.conditions[Reconciled].status', [26, 26, true]],
])('%s of an item of a List', (path, expected) => {
  expect(place(item, path)).toEqual(expected);
});

test('inside a flow collection the line of the collection is as close as it gets', () => {
  expect(place(item, 'spec.http[1].route[0].destination.subset')).toEqual([22, 22, false]);
});

test('of a field that is not set, the innermost block around it', () => {
  expect(place(item, 'spec.http[0].timeout')).toEqual([13, 19, false]);
  expect(place(item, 'spec.http[7]')).toEqual([11, 22, false]);
  expect(place(item, 'data')).toBeUndefined();
});

test('a document with a marker and a comment, lists indented below their keys', () => {
  const document = `
    ---
    # by hand
    kind: Service
    spec:
      ports:
        - name: http
          port: 80
        -
          name: grpc
          port: 81
  `;
  expect(place(document, 'spec.ports[0].port')).toEqual([7, 7, true]);
  expect(place(document, 'spec.ports[1]')).toEqual([8, 10, true]);
});
