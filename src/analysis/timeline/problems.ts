import type { CheckResult, ReportedFinding } from '../result.js';
import { span, type TimelineEntry } from './entry.js';

/** Findings that say when: what logs show, and requests that failed. */
export function problems(results: readonly CheckResult[]): TimelineEntry[] {
  return results.flatMap(({ category, findings }) => findings.flatMap((finding) => entryOf(finding, category)));
}

function entryOf(finding: ReportedFinding, category: string): TimelineEntry[] {
  const when = span([finding.firstSeen, finding.lastSeen]);
  if (when === undefined) return [];
  const { title, severity, subject, fingerprint, args, evidence } = finding;
  return [
    {
      kind: category === 'traffic' ? 'failures' : 'problem',
      ...when,
      title,
      severity,
      subject,
      count: typeof args.count === 'number' ? args.count : 1,
      ...peakOf(args),
      clock: 'node',
      resolution: 0.001,
      finding: fingerprint,
      ...(evidence[0] !== undefined && { evidence: evidence[0] }),
    },
  ];
}

/** When most of the failed requests came, where the access log tells. */
function peakOf({ peak, peakAt, peakSeconds }: ReportedFinding['args']): Pick<TimelineEntry, 'peak'> {
  if (typeof peak !== 'number' || typeof peakAt !== 'string' || typeof peakSeconds !== 'number') return {};
  return { peak: { at: peakAt, count: peak, seconds: peakSeconds } };
}
