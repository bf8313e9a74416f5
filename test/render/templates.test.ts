import { readFileSync } from 'node:fs';
import fg from 'fast-glob';
import { describe, expect, test } from 'vitest';

const folder = new URL('../../templates/', import.meta.url).pathname;
const templates = fg.sync('**/*.hbs', { cwd: folder }).sort();
const read = (file: string) => readFileSync(folder + file, 'utf8');

/** Markup in which a text from a bundle could do more than be read. */
const forbidden: Record<string, RegExp> = {
  'markup that is not escaped': /\{\{\{|\{\{~?&/,
  'a handler in an attribute': /\son[a-z]+\s*=/i,
  'a style in an attribute': /\sstyle\s*=/i,
  'an element that loads or sends': /<(?:iframe|object|embed|base|form|img|video|audio|frame)\b/i,
  'a link made of a value': /\s(?:src|action)\s*=\s*"[^"]*\{\{/i,
  'a comment with a value': /<!--[^>]*\{\{/,
};

describe.each(templates)('template %s', (file) => {
  test.each(Object.entries(forbidden))('has no %s', (_, pattern) => {
    expect(read(file)).not.toMatch(pattern);
  });
});

test.each(templates)('every attribute of %s has quotes', (file) => {
  expect(
    read(file)
      .replace(/\{\{[^}]*\}\}/g, '')
      .replace(/"[^"]*"/g, '""'),
  ).not.toMatch(/\s[a-z-]+=(?!["'])/);
});

test('values in addresses are fingerprints, check ids, sections and documentation', () => {
  const addresses = templates.flatMap((file) =>
    [...read(file).matchAll(/href="([^"]*\{\{[^"]*)"/g)].map(([, address]) => address),
  );
  expect([...new Set(addresses)].sort()).toEqual([
    '#check={{id}}',
    '#check={{this}}',
    '#f={{fingerprint}}',
    '#f={{first}}',
    '#icon-{{name}}',
    '#{{target}}',
    '{{doc}}',
  ]);
});

test('values in ids are fingerprints, check ids and sections', () => {
  const ids = templates.flatMap((file) => [...read(file).matchAll(/\bid="([^"]*\{\{[^"]*)"/g)].map(([, id]) => id));
  expect([...new Set(ids)].sort()).toEqual(['check={{id}}', 'f={{fingerprint}}', '{{id}}', '{{id}}-title']);
});

test('the style sheet loads nothing', () => {
  expect(read('report.css')).not.toMatch(/@import|url\(|<\//i);
});

test('the script makes no markup and runs no text', () => {
  expect(read('report.js')).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|\bFunction\b|setAttribute\(['"]on|fetch\(|XMLHttpRequest|import\(|<\/|<!--/,
  );
});
