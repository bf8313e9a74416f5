import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import glob from 'fast-glob';
import { expect, test } from 'vitest';

const root = new URL('../../src/', import.meta.url).pathname;

/** Which folders of src a folder may import; `type:` allows types only. The flow goes one way, from bytes to report. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  bundle: ['core'],
  parsers: ['core'],
  envoy: ['core'],
  ztunnel: ['core', 'envoy', 'type:parsers'],
  layouts: ['core', 'type:parsers'],
  model: ['core', 'type:parsers'],
  ingest: ['core', 'bundle', 'layouts', 'parsers', 'type:model'],
  trace: ['core', 'envoy', 'ztunnel', 'model', 'type:parsers'],
  checks: ['core', 'model'],
  analysis: ['core', 'model', 'checks'],
  report: ['core', 'type:analysis'],
  render: ['core', 'report', 'type:trace'],
  cli: [
    'core',
    'bundle',
    'layouts',
    'parsers',
    'model',
    'ingest',
    'checks',
    'analysis',
    'report',
    'render',
    'trace',
    '.',
  ],
  // analyze.ts drives the flow, index.ts is the library's surface.
  '.': [
    'core',
    'bundle',
    'layouts',
    'parsers',
    'model',
    'ingest',
    'checks',
    'analysis',
    'report',
    'render',
    'envoy',
    'trace',
    '.',
  ],
};

/** What keeps the middle of the flow pure, by folder. */
const forbiddenText: readonly (readonly [folders: readonly string[], pattern: RegExp, why: string])[] = [
  [
    ['parsers', 'envoy', 'ztunnel', 'trace', 'layouts', 'model', 'checks', 'analysis', 'report', 'render'],
    /from 'node:(fs|net|http|https|child_process|worker_threads)/,
    'no I/O',
  ],
  [
    ['parsers', 'envoy', 'ztunnel', 'trace', 'model', 'checks', 'analysis', 'report', 'render'],
    /Date\.now\(|new Date\(\)|Math\.random\(/,
    'no clock, no randomness',
  ],
  [
    ['parsers', 'model', 'checks', 'analysis', 'report', 'render', 'ingest', 'bundle', 'layouts', 'core'],
    /\bconsole\.|process\.(exit|stdout|stderr|env)/,
    'the core never prints or exits',
  ],
  [['.', ...Object.keys(mayImport)], /\beval\(|new Function\(|\bimport\([^'"]/, 'no code from data'],
];

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const files = glob.sync('**/*.ts', { cwd: root }).sort();
const imports = files.flatMap((file) => importsOf(file));

test('every import follows the dependency table', () => {
  const violations = imports.filter(({ from, to, typeOnly }) => {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (source === target) return false;
    const allowed = mayImport[source] ?? [];
    return !(allowed.includes(target) || (typeOnly && allowed.includes(`type:${target}`)));
  });
  expect(
    violations.map(
      ({ from, to }) =>
        `${from} imports ${to}, but ${folderOf(from)} may import only: ${(mayImport[folderOf(from)] ?? []).join(', ')}`,
    ),
  ).toEqual([]);
});

test('parsers do not import one another', () => {
  const unit = (file: string) => file.split('/')[1]?.replace(/\.ts$/, '') ?? '';
  const shared = ['parser', 'support'];
  const violations = imports.filter(
    ({ from, to }) =>
      from.startsWith('parsers/') &&
      to.startsWith('parsers/') &&
      from !== 'parsers/index.ts' &&
      unit(from) !== unit(to) &&
      !shared.includes(unit(to)),
  );
  expect(violations).toEqual([]);
});

test('no file takes part in an import cycle', () => {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const done = new Set<string>();
  function walk(file: string, trail: readonly string[]): void {
    if (trail.includes(file)) throw new Error(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`);
    if (done.has(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...trail, file]);
    done.add(file);
  }
  expect(() => {
    for (const file of files) walk(file, []);
  }).not.toThrow();
});

test('what a folder must not do, it does not', () => {
  const violations = files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return forbiddenText.flatMap(([folders, pattern, why]) =>
      folders.includes(folderOf(file)) && pattern.test(text) ? [`${file}: ${why}`] : [],
    );
  });
  expect(violations).toEqual([]);
});

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(/^(?:import|export) (type )?([^;]*?)from '(\.[^']+)'/gms)];
  return found.map(([, type, names = '', target = '']) => ({
    from: file,
    to: relative(root, join(root, dirname(file), target)).replace(/\.js$/, '.ts'),
    typeOnly: type !== undefined || /^\{\s*(type [^,}]+,?\s*)+\}\s*$/.test(names),
  }));
}

function folderOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '.') : '.';
}
