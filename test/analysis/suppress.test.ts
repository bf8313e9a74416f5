import { expect, test } from 'vitest';
import type { CheckResult, ReportedFinding } from '../../src/analysis/result.js';
import { suppress } from '../../src/analysis/suppress.js';
import { testNow } from '../helpers/check.js';

const finding = {
  fingerprint: 'f1',
  check: 'dns/ndots',
  subject: { kind: 'Workload', namespace: 'shop', name: 'cart' },
  aliases: ['IST0118'],
} as unknown as ReportedFinding;
const results = [{ id: 'dns/ndots', findings: [finding] }] as unknown as CheckResult[];

function left(...suppressions: Parameters<typeof suppress>[1]): number {
  return suppress(results, suppressions, testNow).results[0]?.findings.length ?? 0;
}

test('a check, a glob of checks, or one subject of it is silenced', () => {
  expect(left({ check: 'dns/ndots' })).toBe(0);
  expect(left({ check: 'dns/*' })).toBe(0);
  expect(left({ check: 'dns/ndots', subject: 'shop/cart' })).toBe(0);
  expect(left({ check: 'dns/ndots', subject: 'Workload shop/*' })).toBe(0);
  expect(left({ check: 'dns/ndots', subject: 'shop/reviews' })).toBe(1);
  expect(left({ check: 'mtls/*' })).toBe(1);
});

test('the last day counts, the day after does not', () => {
  expect(left({ check: 'dns/ndots', until: '2026-03-04' })).toBe(0);
  expect(left({ check: 'dns/ndots', until: '2026-03-03' })).toBe(1);
});

test('what was silenced is listed with what silenced it', () => {
  expect(suppress(results, [{ check: 'dns/*', until: '2026-12-31' }], testNow).suppressed).toEqual([
    { fingerprint: 'f1', by: 'dns/*', until: '2026-12-31' },
  ]);
});
