import type { Analysis } from '../../src/analysis/result.js';
import { buildReport } from '../../src/report/build.js';
import type { Report } from '../../src/report/schema.js';

/** The report of an analysis, with a fixed clock and tool. */
export function reportOf(analysis: Analysis): Report {
  return buildReport(analysis, {
    generatedAt: new Date('2026-03-04T10:00:00.000Z'),
    tool: { name: 'meshtriage', version: '1.2.3' },
  });
}
