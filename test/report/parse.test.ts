import { describe, expect, test } from 'vitest';
import { BundleError } from '../../src/core/errors.js';
import { render } from '../../src/render/index.js';
import { parseReport } from '../../src/report/parse.js';
import { incompleteAnalysis, sampleAnalysis } from '../helpers/analysis.js';
import { reportOf } from '../helpers/report.js';

const report = reportOf(sampleAnalysis());

describe('parseReport', () => {
  test('reads back what was written as JSON', () => {
    expect(parseReport(render(report, 'json'))).toEqual(report);
  });

  test('reads the report out of the page', () => {
    const incomplete = reportOf(incompleteAnalysis());
    expect(parseReport(render(incomplete, 'html'))).toEqual(incomplete);
  });

  test('reads JSON behind a byte order mark', () => {
    expect(parseReport(`\ufeff${JSON.stringify(report)}`)).toEqual(report);
  });

  test('ignores members that a later version added', () => {
    const later = { ...report, weather: [], summary: { ...report.summary, suppressed: 1 } };
    expect(parseReport(JSON.stringify(later))).toEqual(report);
  });

  test('makes strings of a stranger printable and masks them', () => {
    const [first, ...others] = report.findings;
    const title = 'cart\u202egzt of https://user:q7Zp4Lk9@idp.example';
    const read = parseReport(JSON.stringify({ ...report, findings: [{ ...first, title }, ...others] }));
    expect(read.findings[0]?.title).toBe('cart\\u{202e}gzt of https://user:[masked: password]@idp.example');
  });
});

const refused: Record<string, [string, string]> = {
  'text that is not JSON': ['hello', 'not valid JSON'],
  'JSON that was cut off': [JSON.stringify(report).slice(0, 400), 'cut off'],
  'other JSON': ['{"items": []}', 'not a report'],
  'another version': ['{"schema": "meshtriage.report/2"}', 'reads meshtriage.report/1'],
  'a report with a wrong type': [JSON.stringify({ ...report, complete: 'yes' }), 'at complete'],
  'a fingerprint that is markup': [
    JSON.stringify({ ...report, causes: [{ finding: '"><script>', symptoms: [], why: '' }] }),
    'at causes.0.finding',
  ],
  'a page without a report': ['<!doctype html><title>Sign in</title>', 'no report embedded'],
  nothing: ['', 'not valid JSON'],
};

describe('parseReport refuses in one sentence', () => {
  for (const [name, [text, reason]] of Object.entries(refused)) {
    test(name, () => {
      const error = thrownBy(() => parseReport(text));
      expect(error).toBeInstanceOf(BundleError);
      expect(error).toMatchObject({ code: 'bad-report', message: expect.stringContaining(reason) });
      expect(error.message).toMatch(/^[^\n]{10,200}\.$/);
    });
  }
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
