import type { NoteCode } from '../core/note.js';
import type { Basis, Outcome, Severity } from '../core/severity.js';
import type { Report, ReportBundle, ReportEvidence } from '../report/schema.js';

export const basisWords = {
  observed: 'observed',
  declared: 'declared in configuration',
  inferred: 'inferred',
} satisfies Record<Basis, string>;

export const outcomeWords = {
  fail: 'problem found',
  inconclusive: 'could not be checked',
  error: 'the check itself failed',
  notApplicable: 'does not apply',
  pass: 'no problem found',
} satisfies Record<Outcome, string>;

const noteWords = {
  'archive-truncated': 'the archive ends early',
  'archive-damaged': 'the archive is damaged',
  'archive-trailing-data': 'there is data behind the end of the archive',
  'entry-skipped': 'skipped',
  'entry-truncated': 'cut off',
  'entry-too-large': 'too large to be read',
  'entry-duplicate': 'there more than once',
  'entry-name-refused': 'name refused',
  'entry-unreadable': 'could not be read',
  'unexpected-content': 'not what it should be',
  'item-dropped': 'an item could not be read',
  'addresses-masked': 'addresses are masked',
  'cluster-joined': 'one mesh with the other bundles',
  'cluster-apart': 'perhaps another mesh',
  'capture-interrupted': 'the capture was interrupted',
  'capture-manifest-unreadable': 'the manifest of the capture cannot be read',
} satisfies Record<NoteCode, string>;

/** What a note says, without the entry it is about. */
export function noteText({ code, detail }: { code: string; detail?: string | undefined }): string {
  const words = Object.hasOwn(noteWords, code) ? noteWords[code as NoteCode] : code;
  return detail === undefined ? words : `${words}: ${detail}`;
}

/** `1 cause`, `1,902 entries`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${digits(number)} ${number === 1 ? one : many}`;
}

/** Groups digits by thousands, in the same way in every locale. */
export function digits(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

const severityPlurals = { error: 'errors', warning: 'warnings', info: 'infos' } satisfies Record<Severity, string>;

export function severityCount(severity: Severity, number: number): string {
  return count(number, severity, severityPlurals[severity]);
}

/** `2 errors, 1 warning and 3 infos`, without what there is none of. */
export function severityCounts(summary: Report['summary']): string {
  const parts = (['error', 'warning', 'info'] as const)
    .filter((severity) => summary[severity] > 0)
    .map((severity) => severityCount(severity, summary[severity]));
  return joined(parts);
}

/** `a`, `a and b`, `a, b and c`. */
function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first few of a list, and how many more there are. */
export function firstFew(items: readonly string[], few: number, separator = ', '): string {
  const rest = items.length - few;
  return rest > 0 ? `${items.slice(0, few).join(separator)} and ${digits(rest)} more` : items.join(separator);
}

/** `214 MB`: decimal units, three significant digits at most. */
export function byteSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const shown = unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '');
  return `${shown} ${units[unit]}`;
}

const second = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(?:Z|\+00:00)$/;
const utc = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(?:Z|\+00:00)$/;

/** `2026-03-04 09:12–09:31 UTC (19 min)`; undefined when the time of the capture is not known. */
export function capturePeriod({ capturedFrom, capturedTo }: ReportBundle): string | undefined {
  if (capturedFrom === undefined || capturedTo === undefined) {
    const only = capturedFrom ?? capturedTo;
    return only === undefined ? undefined : shortTime(only);
  }
  const [, startDay, start] = utc.exec(capturedFrom) ?? [];
  const [, endDay, end] = utc.exec(capturedTo) ?? [];
  if (startDay === undefined || endDay === undefined) return `${capturedFrom} – ${capturedTo}`;
  if (startDay === endDay && start === end) return `${startDay} ${start} UTC`;
  const minutes = Math.round((Date.parse(capturedTo) - Date.parse(capturedFrom)) / 60_000);
  const until = startDay === endDay ? `–${end}` : ` – ${endDay} ${end}`;
  return `${startDay} ${start}${until} UTC${minutes > 0 ? ` (${duration(minutes)})` : ''}`;
}

/** `2026-03-04 09:12:31–09:31:00 UTC`: to the second, for what is searched in a log. */
export function period(from: string, to: string): string {
  const [, startDay, start] = second.exec(from) ?? [];
  const [, endDay, end] = second.exec(to) ?? [];
  if (startDay === undefined || endDay === undefined) return from === to ? from : `${from} – ${to}`;
  if (startDay === endDay) return start === end ? `${startDay} ${start} UTC` : `${startDay} ${start}–${end} UTC`;
  return `${startDay} ${start} – ${endDay} ${end} UTC`;
}

/** `2026-03-04 09:12 UTC`; what is not a time in UTC is shown as it is. */
export function shortTime(time: string): string {
  const [, day, minute] = utc.exec(time) ?? [];
  return day === undefined ? time : `${day} ${minute} UTC`;
}

function duration(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** `path:line`. */
export function place({ bundle, path, line }: Pick<ReportEvidence, 'bundle' | 'path' | 'line'>): string {
  const entry = bundle === undefined ? path : `${bundle}: ${path}`;
  return line === undefined ? entry : `${entry}:${line}`;
}

/** `Istio 1.27.3`, `Kubernetes 1.31.4`, `revision default`, `sidecar`: what is known of the mesh. */
export function meshWords({ istioVersions, kubernetesVersion, revisions, dataPlane }: Report['mesh']): string[] {
  return [
    istioVersions.length === 0 ? 'Istio version unknown' : `Istio ${istioVersions.join(', ')}`,
    ...(kubernetesVersion === undefined ? [] : [`Kubernetes ${kubernetesVersion}`]),
    ...(revisions.length === 0 ? [] : [`${revisions.length === 1 ? 'revision' : 'revisions'} ${revisions.join(', ')}`]),
    ...(dataPlane.length === 0 ? [] : [dataPlane.join(' and ')]),
  ];
}

/** Who made the bundle, when, and how much there is. */
export function bundleWords(bundle: ReportBundle): string[] {
  const period = capturePeriod(bundle);
  // `Kubernetes` is what Istio calls a cluster that nobody has named.
  const isNamed = bundle.cluster !== undefined && bundle.cluster !== 'Kubernetes';
  return [
    ...(isNamed ? [`cluster ${bundle.cluster}`] : []),
    bundle.producer ?? `layout ${bundle.layout}`,
    period === undefined ? 'time of the capture unknown' : `captured ${period}`,
    `${byteSize(bundle.bytes)}, ${count(bundle.entries, 'entry', 'entries')}`,
  ];
}

/** `9 of 131 checks could not run`; empty when all could. */
export function notRunSentence(notRun: number, checks: number): string {
  return notRun === 0 ? '' : `${digits(notRun)} of ${count(checks, 'check')} could not run`;
}
