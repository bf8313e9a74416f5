import type { Severity } from '../../core/severity.js';
import type { TimelineKind } from '../../core/timeline.js';
import type { ReportTimeline } from '../../report/schema.js';
import type { Facts } from '../facts.js';
import { count, digits, period, shortTime } from '../words.js';
import { maxTableRows } from './limits.js';

/** Names that templates/partials/timeline.hbs uses. */
export type TimelineView = {
  period: string;
  /** Says in words what the picture shows. */
  summary: string;
  lanes: { title: string; marks: MarkView[] }[];
  ticks: string[];
  rows: RowView[];
  more: string;
  clocks: { text: string; place: string }[];
};

/** A mark in a lane that is 1000 units wide. */
type MarkView = { x: string; width: string; weight: string; title: string };

type RowView = {
  time: string;
  kind: string;
  severity: Severity | '';
  title: string;
  times: string;
  fingerprint: string;
  place: string;
};

type Entry = ReportTimeline['entries'][number];

const laneTitles = {
  change: 'Changes',
  push: 'Configuration taken',
  rejected: 'Configuration refused',
  certificate: 'Certificates',
  restart: 'Restarts',
  event: 'Kubernetes events',
  failures: 'Failed requests',
  problem: 'Problems',
  capture: 'Capture',
} satisfies Record<TimelineKind, string>;

const kindWords = {
  change: 'change',
  push: 'configuration',
  rejected: 'refused',
  certificate: 'certificate',
  restart: 'restart',
  event: 'event',
  failures: 'requests',
  problem: 'problem',
  capture: 'capture',
} satisfies Record<TimelineKind, string>;

const clockWords = {
  capture: 'the host that captured',
  kubernetes: 'the Kubernetes API server',
  node: 'a node',
  authority: 'the certificate authority',
} satisfies Record<Entry['clock'], string>;

const laneWidth = 1000;
const leastWidth = 4;
const tickCount = 5;

export function timelineView(timeline: ReportTimeline | undefined, facts: Facts): TimelineView | '' {
  if (timeline === undefined) return '';
  const { from, to, entries, omitted, clocks } = timeline;
  const [start, end] = [Date.parse(from), Date.parse(to)];
  // A report may come from a stranger: its times may be none.
  if (!(end > start)) return '';
  const isIn = ({ at, until = at }: Entry) => Date.parse(until) >= start && Date.parse(at) <= end;
  const shown = entries.filter(isIn);
  const kinds = Object.keys(laneTitles) as TimelineKind[];
  const lanes = kinds.flatMap((kind) => {
    const ofKind = shown.filter((entry) => entry.kind === kind);
    return ofKind.length === 0
      ? []
      : [{ title: laneTitles[kind], marks: ofKind.map((entry) => markOf(entry, start, end)) }];
  });
  const hidden = entries.length - maxTableRows + omitted;
  return {
    period: period(from, to),
    summary: `${count(shown.length, 'entry', 'entries')} in ${count(lanes.length, 'lane')}; the table below lists them`,
    lanes,
    ticks: Array.from({ length: tickCount }, (_, index) =>
      tick(start + ((end - start) * index) / (tickCount - 1), start, end),
    ),
    rows: entries.slice(-maxTableRows).map((entry) => rowOf(entry, facts)),
    more:
      hidden > 0 || omitted > 0
        ? `${count(Math.max(hidden, omitted), 'more entry', 'more entries')} of less weight or earlier ${hidden === 1 ? 'is' : 'are'} not listed`
        : '',
    clocks: clocks.map(({ clock, of, ahead, evidence }) => ({
      text: `The clock of ${of ?? clockWords[clock]} is at least ${digits(ahead)} s ahead of the host that captured.`,
      place: evidence.path,
    })),
  };
}

/** A single moment is a thin mark; what lasts is as wide as it lasted. */
function markOf({ at, until = at, severity, title, peak }: Entry, start: number, end: number): MarkView {
  const scale = (time: string) =>
    ((Math.min(Math.max(Date.parse(time), start), end) - start) / (end - start)) * laneWidth;
  const width = Math.max(scale(until) - scale(at), leastWidth);
  return {
    x: Math.min(scale(at), laneWidth - leastWidth).toFixed(1),
    width: Math.min(width, laneWidth).toFixed(1),
    weight: severity ?? 'plain',
    title: `${period(at, until)}: ${title}${peak === undefined ? '' : ` (most at ${shortTime(peak.at)})`}`,
  };
}

/** The day, too, where the axis is longer than one. */
function tick(instant: number, start: number, end: number): string {
  const [day = '', time = ''] = new Date(instant).toISOString().slice(0, 16).split('T');
  return end - start > 86_400_000 ? `${day.slice(5)} ${time}` : time;
}

function rowOf(
  { kind, at, until = at, severity, title, count: number, finding, evidence }: Entry,
  facts: Facts,
): RowView {
  const isListed = finding !== undefined && facts.findings.has(finding);
  return {
    time: period(at, until).replace(' UTC', ''),
    kind: kindWords[kind],
    severity: severity ?? '',
    title,
    times: number > 1 ? `${digits(number)} times` : '',
    fingerprint: isListed ? finding : '',
    place: isListed || evidence === undefined ? '' : evidence.path,
  };
}
