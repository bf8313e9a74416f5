import { describe, expect, test } from 'vitest';
import { Unusable } from '../../../src/core/errors.js';
import { kubernetesObjects } from '../../../src/parsers/kubernetes-objects/index.js';
import { dedent, parseWindow } from '../../helpers/parse.js';

function read(text: string, size?: number) {
  return parseWindow(kubernetesObjects, dedent(text), size === undefined ? {} : { size });
}

/** `Kind namespace/name line`, and the pointer where there is one. */
function found(text: string, size?: number): string[] {
  return read(text, size).artifact.objects.map(({ kind, metadata: { namespace, name }, source: { line, pointer } }) =>
    [kind, `${namespace ?? '-'}/${name}`, line, ...(pointer === undefined ? [] : [pointer])].join(' '),
  );
}

const yamlList = `
  apiVersion: v1
  items:
  - apiVersion: v1
    kind: Namespace
    metadata:
      labels:
        istio-injection: enabled
      name: shop
  - apiVersion: v1
    data:
      rules: c2VjcmV0
    kind: Role
    metadata:
      name: reader
      namespace: shop
  - apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata:
      name: web
      namespace: shop
    spec:
      selector:
        istio: ingressgateway
      servers:
      - hosts:
        - '*'
        port:
          name: http
          number: 80
          protocol: HTTP
  kind: List
  metadata:
    resourceVersion: ""
`;

const jsonList = JSON.stringify(
  {
    apiVersion: 'v1',
    items: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'istio-injection': 'enabled' } } },
      { apiVersion: 'v1', kind: 'Role', metadata: { name: 'reader' }, data: { rules: 'c2VjcmV0' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a "quoted\\" }] name: é' } },
    ],
    kind: 'List',
    metadata: { resourceVersion: '' },
  },
  null,
  4,
);

const typedList =
  '{"kind":"NamespaceList","apiVersion":"v1","items":[{"metadata":{"name":"shop"}},{"metadata":{"name":"web"}}]}';

const documents = `
  # made by hand
  ---
  apiVersion: v1
  kind: Namespace
  metadata:
    name: shop
  ---
  kind: List
  apiVersion: v1
  items:
    - kind: Namespace
      apiVersion: v1
      metadata: {name: web}

    # the last one
    - kind: Namespace
      apiVersion: v1
      metadata:
        name: api
  ...
  ---
  apiVersion: example.com/v1
  kind: Widget
  metadata:
    name: one
`;

describe('formats', () => {
  test('a YAML list as kubectl prints it', () => {
    expect(found(yamlList)).toEqual(['Namespace -/shop 3', 'Gateway.networking.istio.io shop/web 16']);
    expect(read(yamlList)).toMatchObject({ artifact: { others: new Map([['Role', 1]]), complete: true }, notes: [] });
  });

  test('a JSON list, pretty and compact', () => {
    expect(found(jsonList)).toEqual(['Namespace -/shop 4 /items/0', 'Namespace -/a "quoted\\" }] name: é 24 /items/2']);
    expect(found(JSON.stringify(JSON.parse(jsonList)))).toEqual([
      'Namespace -/shop 1 /items/0',
      'Namespace -/a "quoted\\" }] name: é 1 /items/2',
    ]);
  });

  test('a typed list, whose items have no kind', () => {
    expect(found(typedList)).toEqual(['Namespace -/shop 1 /items/0', 'Namespace -/web 1 /items/1']);
    const kindBehindItems = `
      apiVersion: v1
      items:
      - metadata:
          name: shop
      - metadata:
          name: web
      kind: NamespaceList
      metadata: {}
    `;
    expect(found(kindBehindItems)).toEqual(['Namespace -/shop 3', 'Namespace -/web 5']);
  });

  test('YAML documents one after the other, lists with indented items among them', () => {
    expect(found(documents)).toEqual(['Namespace -/shop 3', 'Namespace -/web 11', 'Namespace -/api 16']);
    expect(read(documents).artifact.others).toEqual(new Map([['Widget', 1]]));
  });

  test('JSON documents one after the other with other text between them', () => {
    const dump = [
      '{"kind":"NodeList","apiVersion":"v1","metadata":{},"items":[]}',
      '{',
      '  "kind": "Namespace",',
      '  "apiVersion": "v1",',
      '  "metadata": { "name": "shop" }',
      '}',
      '==== START logs for container web of pod shop/web ====',
      'GET /?q={"a" [1]',
      '==== END logs for container web of pod shop/web ====',
      typedList,
    ];
    expect(found(dump.join('\n'))).toEqual([
      'Namespace -/shop 2',
      'Namespace -/shop 10 /items/0',
      'Namespace -/web 10 /items/1',
    ]);
  });

  test('an array of objects, as istiod prints its configuration', () => {
    expect(found(JSON.stringify(JSON.parse(jsonList).items))).toHaveLength(2);
    expect(
      found('[{"kind":"Namespace","metadata":{"name":"shop"}},{"kind":"Namespace","metadata":{"name":"web"}}]'),
    ).toEqual(['Namespace -/shop 1 /0', 'Namespace -/web 1 /1']);
  });

  test('what kubectl prints in front of the data, a byte-order mark and line ends of Windows', () => {
    const text = `\ufeffWarning: v1 Endpoints is deprecated in v1.33+\n\n${dedent(yamlList)}`.replaceAll('\n', '\r\n');
    expect(parseWindow(kubernetesObjects, text).artifact.objects.map(({ source }) => source.line)).toEqual([5, 18]);
  });

  test('an empty list is a list', () => {
    for (const text of [
      'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n',
      '{"apiVersion":"v1","items":[],"kind":"List"}',
      'No resources found in shop namespace.\n',
    ]) {
      expect(read(text)).toEqual({ artifact: { objects: [], others: new Map(), complete: true }, notes: [] });
    }
  });

  test('objects without a namespace are in that of the entry, else in default', () => {
    const service = '{"kind":"Service","apiVersion":"v1","metadata":{"name":"cart"},"spec":{}}';
    const tag = { kind: 'kubernetes-objects', namespace: 'shop' };
    expect(found(service)).toEqual(['Service default/cart 1']);
    expect(parseWindow(kubernetesObjects, service, { at: { tag } }).artifact.objects[0]?.metadata.namespace).toBe(
      'shop',
    );
  });
});

describe('windows of any size give the same', () => {
  test.each([
    ['a YAML list', yamlList],
    ['a JSON list', jsonList],
    ['a compact JSON list', typedList],
    ['YAML documents', documents],
    ['a cut-off YAML list', dedent(yamlList).slice(0, 420)],
    ['a cut-off JSON list', jsonList.slice(0, 420)],
  ])('%s', (_, text) => {
    const whole = read(text);
    for (const size of [1, 7, 64, 4096]) expect(read(text, size), `windows of ${size}`).toEqual(whole);
  });

  test('entries longer than their windows', () => {
    const item = (index: number) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `ns-${index}` } });
    const items = Array.from({ length: 300 }, (_, index) => item(index));
    const json = JSON.stringify({ apiVersion: 'v1', items, kind: 'List' }, null, 4);
    const yaml = `apiVersion: v1\nitems:\n${items.map(({ metadata }) => `- apiVersion: v1\n  kind: Namespace\n  metadata:\n    name: ${metadata.name}\n`).join('')}kind: List\n`;
    for (const text of [json, yaml]) {
      const whole = read(text, 1_000_000);
      expect(whole.artifact.objects).toHaveLength(300);
      for (const size of [1, 7, 64, 4096]) expect(read(text, size), `windows of ${size}`).toEqual(whole);
    }
  });
});

describe('damage', () => {
  test('a list that ends inside an item keeps the items before it', () => {
    const cutYaml = dedent(yamlList).slice(0, dedent(yamlList).indexOf('selector'));
    expect(found(cutYaml)).toEqual(['Namespace -/shop 3']);
    expect(read(cutYaml)).toMatchObject({ artifact: { complete: false }, notes: [{ code: 'item-dropped', line: 16 }] });
    const cutJson = jsonList.slice(0, jsonList.indexOf('quoted'));
    expect(found(cutJson)).toEqual(['Namespace -/shop 4 /items/0']);
    expect(read(cutJson)).toMatchObject({ artifact: { complete: false }, notes: [{ code: 'item-dropped', line: 24 }] });
  });

  test('an item that does not parse is one note', () => {
    const yaml = dedent(yamlList).replace('name: shop', 'name: &anchor *shop');
    expect(read(yaml)).toMatchObject({
      artifact: { objects: [{ kind: 'Gateway.networking.istio.io' }], complete: false },
      notes: [{ code: 'item-dropped', path: 'entry', line: 3, detail: expect.stringContaining('Namespace: not YAML') }],
    });
    const json = jsonList.replace('"enabled"', '"ena\nbled');
    expect(read(json)).toMatchObject({
      artifact: { objects: [{ metadata: { name: 'a "quoted\\" }] name: é' } }] },
      notes: [{ code: 'item-dropped', line: 4, detail: 'object: damaged JSON' }],
    });
  });

  test('an item without what its kind needs is one note, which names the field', () => {
    const pod = '{"kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"app","image":7}]}}';
    expect(read(`[${pod},{"kind":"Namespace","metadata":{"name":"shop"}}]`)).toMatchObject({
      artifact: { objects: [{ kind: 'Namespace' }] },
      notes: [{ code: 'item-dropped', detail: expect.stringContaining('spec.containers.0.image') }],
    });
  });

  test('items nested deeper than 150 levels are refused before they are parsed', () => {
    const deep = `{"kind":"Namespace","metadata":{"name":"deep","labels":${'['.repeat(200)}${']'.repeat(200)}}}`;
    expect(read(`[${deep},{"kind":"Namespace","metadata":{"name":"shop"}}]`)).toMatchObject({
      artifact: { objects: [{ metadata: { name: 'shop' } }] },
      notes: [{ detail: 'object: nested deeper than 150 levels' }],
    });
  });

  test('of many broken items the first twenty are named', () => {
    const { notes } = read(
      `[${Array.from({ length: 30 }, () => '{"kind":"Pod"}').join(',')},{"kind":"Namespace","metadata":{"name":"shop"}}]`,
    );
    expect(notes).toHaveLength(21);
    expect(notes?.at(-1)).toMatchObject({ code: 'item-dropped', detail: '10 more objects' });
  });

  test.each([
    ['an error', 'Error from server (Forbidden): pods is forbidden', 'Error from server (Forbidden)'],
    ['a table', 'NAME   READY   STATUS\ncart   2/2   Running\n', 'neither JSON nor YAML'],
    ['kubectl describe', 'Name:               worker-1\nRoles:              <none>\n', 'no kind'],
    ['JSON that is no object', '{"error":"unauthorized"}', 'no kind'],
    ['nothing', '\n', 'empty'],
  ])('%s is not usable', (_, text, reason) => {
    expect(() => read(text)).toThrow(Unusable);
    expect(() => read(text)).toThrow(reason);
  });
});
