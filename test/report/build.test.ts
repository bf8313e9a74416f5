import { describe, expect, test } from 'vitest';
import { reportSchema } from '../../src/report/schema.js';
import { analysis, checkResult, finding, incompleteAnalysis, sampleAnalysis } from '../helpers/analysis.js';
import { reportOf } from '../helpers/report.js';

describe('buildReport', () => {
  test('fits the schema, with the keys in its order', () => {
    const report = reportOf(incompleteAnalysis());
    expect(JSON.stringify(reportSchema.parse(report))).toBe(JSON.stringify(report));
  });

  test('counts findings, causes and checks', () => {
    expect(reportOf(sampleAnalysis()).summary).toEqual({
      error: 5,
      warning: 2,
      info: 1,
      causes: 2,
      inconclusive: 2,
      checks: 13,
    });
  });

  test('sorts findings by severity, check and subject, and checks by id, whatever the order they come in', () => {
    const report = reportOf(sampleAnalysis());
    expect(report.findings.map(({ severity, check }) => `${severity} ${check}`)).toEqual([
      'error certificates/root-mismatch',
      'error logs/signatures',
      'error proxy-sync/stale',
      'error routing/missing-subset',
      'error traffic/response-flags',
      'warning services/port-name',
      'warning traffic/response-flags',
      'info injection/missing-sidecar',
    ]);
    const sample = sampleAnalysis();
    const reversed = reportOf({ ...sample, checks: [...sample.checks].reverse() });
    expect(reversed).toEqual(report);
  });

  test('drops the fraction of the second of its own time', () => {
    expect(reportOf(analysis()).generatedAt).toBe('2026-03-04T10:00:00Z');
  });

  test('says how many findings a check has', () => {
    const report = reportOf(sampleAnalysis());
    expect(report.checks.find(({ id }) => id === 'traffic/response-flags')).toMatchObject({
      outcome: 'fail',
      findings: 2,
    });
    expect(report.checks.find(({ id }) => id === 'dns/search-path')).toMatchObject({ outcome: 'pass', findings: 0 });
  });

  test('keeps 20 rows of evidence and counts all', () => {
    const evidence = Array.from({ length: 30 }, (_, index) => ({ path: `pods/${index}`, line: 1 }));
    const [only] = reportWith({ evidence, evidenceTotal: 1204 }).findings;
    expect(only?.evidence).toHaveLength(20);
    expect(only?.evidenceTotal).toBe(1204);
  });

  test('leaves out what is unknown instead of writing null or an empty text', () => {
    const [only] = reportWith({}).findings;
    expect(Object.keys(only ?? {})).not.toContain('detail');
    expect(Object.keys(only?.subject ?? {})).toEqual(['kind', 'namespace', 'name']);
  });
});

describe('excerpts', () => {
  test('hold at most 12 lines and say when there are more', () => {
    const lines = excerptOf(Array.from({ length: 40 }, (_, index) => `line ${index + 1}`).join('\n')).split('\n');
    expect(lines).toHaveLength(12);
    expect(lines[11]).toBe('line 12 …');
  });

  test('have lines of at most 240 characters, also when escapes make them longer', () => {
    const [line = ''] = excerptOf('\u202e'.repeat(100)).split('\n');
    expect(line.length).toBeLessThanOrEqual(240);
    expect(line.endsWith('…')).toBe(true);
  });

  test('keep their line breaks, written in the way of Unix', () => {
    expect(excerptOf('search ec2.internal\r\nnameserver 10.0.0.2\r\n')).toBe(
      'search ec2.internal\nnameserver 10.0.0.2\n',
    );
  });
});

describe('strings from a bundle', () => {
  test('are made printable wherever they stand', () => {
    const report = reportWith({
      title: 'cart\u202egzt\nfake line',
      subject: { kind: 'Pod', name: 'a\u001b[2Jb' },
      args: { host: 'x\u0000y' },
      evidence: [{ path: 'logs/\u200bx', excerpt: 'ok\u0007' }],
    });
    expect(report.findings[0]).toMatchObject({
      title: 'cart\\u{202e}gzt\\u{a}fake line',
      subject: { name: 'a\\u{1b}[2Jb' },
      args: { host: 'x\\u{0}y' },
      evidence: [{ path: 'logs/\\u{200b}x', excerpt: 'ok\\u{7}' }],
    });
  });

  test('are masked wherever they stand', () => {
    const secret = 'q7Zp4Lk9XwTv2Rb8';
    const report = reportWith({
      title: `jwks from https://user:${secret}@idp.example cannot be fetched`,
      detail: `password=${secret}`,
      args: { url: `https://user:${secret}@idp.example` },
      evidence: [{ path: 'istiod.log', excerpt: `authorization: Bearer ${secret}` }],
    });
    expect(JSON.stringify(report)).not.toContain(secret);
    expect(report.findings[0]?.title).toBe('jwks from https://user:[masked: password]@idp.example cannot be fetched');
  });

  test('as keys do no harm', () => {
    const namespaces = JSON.parse('{"shop": 2, "__proto__": 1, "constructor": 3, "a\\u202eb": 4}');
    const report = reportOf(analysis({ inventory: { podsByNamespace: namespaces } }));
    expect(JSON.stringify(report.inventory)).toBe(
      '{"podsByNamespace":{"__proto__":1,"a\\\\u{202e}b":4,"constructor":3,"shop":2}}',
    );
  });
});

function reportWith(facts: Parameters<typeof finding>[0]) {
  return reportOf(analysis({ checks: [checkResult('routing/missing-subset', { findings: [finding(facts)] })] }));
}

function excerptOf(excerpt: string): string {
  return reportWith({ evidence: [{ path: 'istiod.log', excerpt }] }).findings[0]?.evidence[0]?.excerpt ?? '';
}
