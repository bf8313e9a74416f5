import { describe, expect, test } from 'vitest';
import { formats, render } from '../../src/render/index.js';
import { analysis, checkResult, finding, incompleteAnalysis, sampleAnalysis } from '../helpers/analysis.js';
import { reportOf } from '../helpers/report.js';

const report = reportOf(sampleAnalysis());

test('the formats are the ones of --format', () => {
  expect([...formats].sort()).toEqual(['html', 'json', 'markdown', 'ndjson', 'text']);
});

test.each(formats)('%s is the same each time, and ends with one newline', (format) => {
  const shown = render(report, format);
  expect(render(reportOf(sampleAnalysis()), format)).toBe(shown);
  expect(shown).toMatch(/[^\n]\n$/);
});

describe('JSON', () => {
  test('is the report', () => {
    expect(JSON.parse(render(report, 'json'))).toEqual(report);
  });

  test('has escapes for what cannot be seen, with the same value', () => {
    const raw = { ...report, tool: { name: 'mesh\u202etriage', version: '1\u007f\ud800' } };
    const shown = render(raw, 'json');
    expect(shown).toContain('"mesh\\u202etriage"');
    expect(shown).not.toMatch(/[\u007f\u202e]/);
    expect(JSON.parse(shown).tool).toEqual(raw.tool);
  });
});

describe('NDJSON', () => {
  const parsed = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  test('has one finding a line', () => {
    expect(parsed(render(report, 'ndjson'))).toEqual(report.findings);
  });

  test('says on its first line that a bundle is incomplete', () => {
    const [first, ...rest] = parsed(render(reportOf(incompleteAnalysis()), 'ndjson'));
    expect(first).toMatchObject({
      complete: false,
      bundles: [{ name: 'acme-1234.tgz', notes: [{ code: 'archive-truncated' }, {}] }],
    });
    expect(rest).toHaveLength(8);
  });
});

describe('Markdown', () => {
  const shown = render(report, 'markdown');

  test('names causes with their evidence and symptoms, the other findings, and what was not checked', () => {
    expect(shown).toContain(
      '### 2. VirtualService shop/reviews sends requests to subset "v4", which no DestinationRule defines (error)',
    );
    expect(shown).toContain('- Evidence: `cluster/crs:88412` `spec.http[1].route[0].destination.subset`');
    expect(shown).toContain('- 2 symptoms:\n  - Requests from shop/cart to shop/checkout fail with 503 UF');
    expect(shown).toContain('## Warnings\n\n### Port 9090 of Service data/metrics');
    expect(shown).toContain('## Not checked: 3 of 13 checks');
  });

  test('says first that a bundle is incomplete', () => {
    expect(render(reportOf(incompleteAnalysis()), 'markdown')).toMatch(
      /^> \*\*bundle is incomplete:\*\* the archive ends early/,
    );
  });

  test('takes text from a bundle as text', () => {
    const hostile = finding({
      title: '<img src=x> [a](http://evil.example) **b** `c` | # d',
      evidence: [{ path: 'a``b` <script>' }],
    });
    const text = render(
      reportOf(analysis({ checks: [checkResult('routing/missing-subset', { findings: [hostile] })] })),
      'markdown',
    );
    expect(text).toContain('### \\<img src=x\\> \\[a\\](http:\\//evil.example) \\*\\*b\\*\\* \\`c\\` \\| \\# d');
    expect(text).toContain('- Evidence: ``` a``b` <script> ```');
  });
});
