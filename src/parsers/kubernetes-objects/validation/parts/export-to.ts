import { at, quote, type Report } from '../report.js';
import { isDnsLabel } from '../values/labels.js';

interface Options {
  /** ServiceEntries may be kept from everyone (`~`). */
  allowsNobody?: true;
  /** DestinationRules with a workload selector apply in their own namespace only. */
  onlyOwn?: boolean;
}

/** `.` is the namespace of the object itself. */
export function checkExportTo(
  exportTo: readonly string[] = [],
  namespace: string,
  report: Report,
  { allowsNobody, onlyOwn }: Options = {},
): void {
  const field = 'spec.exportTo';
  const seen = new Set<string>();
  for (const [index, entry] of exportTo.entries()) {
    const exported = entry === '.' ? namespace : entry;
    if (seen.has(exported)) report.error(at(field, index), `${quote(entry)} is there twice`);
    const isKnown = exported === '*' || (exported === '~' && allowsNobody) || entry === '.' || isDnsLabel(exported);
    if (isKnown) seen.add(exported);
    else report.error(at(field, index), `${quote(entry)} is no namespace; . and * are the others that can stand here`);
  }
  if (exportTo.length > 1 && seen.has('*')) report.error(field, '* must stand alone: it is everyone already');
  if (exportTo.length > 1 && seen.has('~')) report.error(field, '~ must stand alone: it is no one');
  if (onlyOwn && seen.size > 0 && (seen.size > 1 || !seen.has(namespace))) {
    report.error(field, 'a rule with a workload selector can be exported to its own namespace only');
  }
}
