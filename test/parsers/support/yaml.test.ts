import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { Unusable } from '../../../src/core/errors.js';
import { KeyCache } from '../../../src/parsers/support/key-cache.js';
import type { Projection } from '../../../src/parsers/support/projection.js';
import { StringPool } from '../../../src/parsers/support/string-pool.js';
import { parseYaml } from '../../../src/parsers/support/yaml.js';
import { outsideSubset, parseBlockYaml } from '../../../src/parsers/support/yaml-block.js';
import { dedent } from '../../helpers/parse.js';

/** What the subset parser makes of a text, `full` when it leaves it to the full parser. */
function block(text: string, wanted: Projection = 'all'): unknown {
  try {
    return parseBlockYaml(dedent(text), {
      maxDepth: 150,
      strings: { keys: new KeyCache(), values: new StringPool() },
      wanted,
    });
  } catch (error) {
    if (error === outsideSubset) return 'full';
    throw error;
  }
}

describe('the block subset', () => {
  test('mappings, and sequences at the indentation of their key', () => {
    const text = `
      metadata:
        labels:
          app: cart
        ownerReferences:
        - kind: ReplicaSet
          name: cart-6f5b
        - kind: Job
      finalizers: []
      spec: {}
      args:
      - -p
      - "15001"
      - '*'
      nested:
      - - a
        - b
    `;
    expect(block(text)).toEqual({
      metadata: {
        labels: { app: 'cart' },
        ownerReferences: [{ kind: 'ReplicaSet', name: 'cart-6f5b' }, { kind: 'Job' }],
      },
      finalizers: [],
      spec: {},
      args: ['-p', '15001', '*'],
      nested: [['a', 'b']],
    });
  });

  test('sequences indented below their key, empty values, blank lines and comments', () => {
    const text = `
      # written by hand
      ports:

        - name: http
          port: 80
        # the second
        -
          port: 81
      selector:
    `;
    expect(block(text)).toEqual({ ports: [{ name: 'http', port: 80 }, { port: 81 }], selector: null });
  });

  test.each([
    ['80', 80],
    ['-1', -1],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['0x1f', 31],
    ['0o17', 15],
    ['0644', 644],
    ['true', true],
    ['False', false],
    ['null', null],
    ['~', null],
    ['yes', 'yes'],
    ['on', 'on'],
    ['2026-03-04T09:31:00Z', '2026-03-04T09:31:00Z'],
    ['10.0.0.1', '10.0.0.1'],
    ['1_000', '1_000'],
    ['.inf', Number.POSITIVE_INFINITY],
    ['http://cart:80/a#b', 'http://cart:80/a#b'],
    ['a: b', 'full'],
    ['"a:b"', 'a:b'],
    ["'it''s'", "it's"],
    ['"tab\\t, quote \\", \\u00e9, \\x41"', 'tab\t, quote ", é, A'],
  ])('the scalar %s', (source, value) => {
    const text = `key: ${source}`;
    expect(block(text)).toEqual(value === 'full' ? 'full' : { key: value });
    if (value !== 'full') expect(load(text)).toEqual({ key: value });
  });

  test('plain and quoted scalars that kubectl folds at 80 columns', () => {
    const text = `
      plain: back-off 5m0s restarting failed
        container=app

        pod=cart-1
      single: 'one two

        three'
      double: "one\\
        \\ two\\nthree
        four"
      last: 1
    `;
    expect(block(text)).toEqual({
      plain: 'back-off 5m0s restarting failed container=app\npod=cart-1',
      single: 'one two\nthree',
      double: 'one two\nthree four',
      last: 1,
    });
  });

  test('literal blocks: clipped, stripped, kept, and with an indentation digit', () => {
    const text = [
      'clip: |',
      '  a',
      '   b',
      '',
      '  # c',
      'strip: |-',
      '  a',
      '',
      'keep: |+',
      '  a',
      '',
      'digit: |2-',
      '    a',
      'end: 1',
      '',
    ];
    const value = { clip: 'a\n b\n\n# c\n', strip: 'a', keep: 'a\n\n', digit: '  a', end: 1 };
    expect(block(text.join('\n'))).toEqual(value);
    expect(load(text.join('\n'))).toEqual(value);
  });

  test('only wanted fields are read, whatever the others hold', () => {
    const text = `
      managedFields:
      - manager: kubectl
      - {flow: [is, not, read]}
      metadata:
        annotations:
          note: |
            \ttext with a tab

            # and more
          name: not this one
        labels:
          app: cart
        name: cart
      spec:
        containers:
        - image: cart
          readinessProbe:
            httpGet:
              path: /ready
          volumeMounts:
          - name: token
        - image: web
        rules:
        - {}
        - from:
          - source: {}
      status: "is
        not read"
    `;
    const fields = (map: Record<string, Projection>): Projection => ({ fields: new Map(Object.entries(map)) });
    const container = fields({ image: 'all', readinessProbe: 'presence' });
    const wanted = fields({
      metadata: fields({ labels: 'all', name: 'all' }),
      spec: fields({ containers: { items: container }, rules: { items: 'presence' } }),
    });
    expect(block(text, wanted)).toEqual({
      metadata: { labels: { app: 'cart' }, name: 'cart' },
      spec: { containers: [{ image: 'cart', readinessProbe: {} }, { image: 'web' }], rules: [{}, {}] },
    });
  });

  test.each([
    ['an anchor', 'a: &x 1'],
    ['an alias', 'a: *x'],
    ['a tag', 'a: !!binary aGk='],
    ['a flow collection', 'a: {b: 1}'],
    ['a folded block', 'a: >\n  b\n'],
    ['a comment behind a value', 'a: b # c'],
    ['a complex key', '? a\n: b\n'],
    ['a tab as indentation', 'a:\n\tb: 1'],
    ['a duplicate key', 'a: 1\na: 2'],
    ['a key that objects inherit', '__proto__:\n  polluted: true'],
    ['a line too deep', 'a: 1\n   b: 2'],
    ['a quote without an end', 'a: "b\nc: d'],
    ['text', 'Error from server'],
  ])('leaves %s to the full parser', (_, text) => {
    expect(block(text)).toBe('full');
  });
});

describe('parseYaml', () => {
  test('reads what is outside the subset, with the core schema', () => {
    expect(parseYaml('a: {b: [1, yes]} # c\nfolded: >\n  one\n  two\n')).toEqual({
      a: { b: [1, 'yes'] },
      folded: 'one two\n',
    });
  });

  test('addresses in brackets that end in colons', () => {
    expect(parseYaml('a: [10.0.0.1, fd00::, ::1]')).toEqual({ a: ['10.0.0.1', 'fd00::', '::1'] });
    expect(parseYaml('a: [{b: null}, {c: }]')).toEqual({ a: [{ b: null }, { c: null }] });
  });

  test('line ends of Windows', () => {
    expect(parseYaml('a: 1\r\nb: |\r\n  x\r\n')).toEqual({ a: 1, b: 'x\n' });
  });

  test.each([
    ['aliases', 'a: &x {}\nb: *x', 'alias'],
    ['custom tags', 'a: !!js/function x', 'tag'],
    ['duplicate keys', 'a: 1\na: 2', 'duplicated'],
    ['deep block nesting', Array.from({ length: 200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'nesting'],
    ['deep flow nesting', '['.repeat(200) + ']'.repeat(200), 'nesting'],
  ])('refuses %s', (_, text, reason) => {
    expect(() => parseYaml(text)).toThrow(Unusable);
    expect(() => parseYaml(text)).toThrow(reason);
  });

  test('merge keys are ordinary keys', () => {
    expect(parseYaml('<<: {a: 1}')).toEqual({ '<<': { a: 1 } });
  });
});
