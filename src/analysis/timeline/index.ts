import type { Evidence } from '../../core/evidence.js';
import { compareSeverity } from '../../core/severity.js';
import type { Subject } from '../../core/subject.js';
import { timelineKinds } from '../../core/timeline.js';
import type { MeshModel } from '../../model/facets.js';
import type { Origin } from '../merge-findings.js';
import type { CheckResult } from '../result.js';
import { certificates } from './certificates.js';
import { changes, crowded } from './changes.js';
import { clockDifferences } from './clocks.js';
import { type TimelineEntry, utc } from './entry.js';
import { events } from './events.js';
import { problems } from './problems.js';
import { pushes } from './pushes.js';
import { arrivals, restarts } from './restarts.js';
import type { Timeline } from './timeline.js';

export type { Timeline } from './timeline.js';

const maxEntries = 300;
const hour = 3_600_000;
/** Lengths of the part that is shown, the shortest that has most entries. */
const windows = [1, 6, 24, 7 * 24, 30 * 24, 365 * 24].map((hours) => hours * hour);
const most = 2 / 3;

/** Absent where nothing in the bundle says when anything happened. */
export function timelineOf(
  model: MeshModel,
  results: readonly CheckResult[],
  { now, captured, origin }: { now: Date; captured: Captured; origin?: Origin },
): Timeline | undefined {
  const facts = [...pushes(model), ...certificates(model, now), ...restarts(model), ...events(model)];
  const all = [...crowded([...changes(model), ...arrivals(model)]), ...explained(facts, problems(results))];
  if (all.length === 0) return undefined;
  const { entries, omitted } = kept([...captureEntry(captured), ...all]);
  return {
    ...inWindow(all, captured.to ?? now.toISOString()),
    entries: entries.map((entry) => ofCluster(entry, origin)),
    omitted,
    clocks: clockDifferences(model, all, captured.to).map((clock) => ofCluster(clock, origin)),
  };
}

/** A fact that a finding is about is told once: by the finding, as what it is. */
function explained(facts: readonly TimelineEntry[], findings: readonly TimelineEntry[]): TimelineEntry[] {
  const told = new Map(facts.map((fact) => [momentOf(fact), fact]));
  const found = findings.map((finding) => {
    const fact = finding.kind === 'problem' ? told.get(momentOf(finding)) : undefined;
    return fact === undefined ? finding : { ...finding, kind: fact.kind };
  });
  const moments = new Set(found.filter(({ kind }) => kind !== 'failures').map(momentOf));
  return [...facts.filter((fact) => !moments.has(momentOf(fact))), ...found];
}

/** Equal for what the same entry of the bundle says of the same second. */
function momentOf({ at, evidence }: TimelineEntry): string {
  return `${at.slice(0, 19)} ${evidence?.path ?? ''}`;
}

/** Says of which of several clusters it is. */
function ofCluster<T extends { subject?: Subject; evidence?: Evidence }>(one: T, origin: Origin | undefined): T {
  if (origin === undefined) return one;
  const { subject, evidence } = one;
  return {
    ...one,
    ...(subject !== undefined && { subject: { ...subject, cluster: origin.cluster } }),
    ...(evidence !== undefined && { evidence: { ...evidence, bundle: origin.bundle } }),
  };
}

interface Captured {
  from?: string | undefined;
  to?: string | undefined;
}

function captureEntry({ from, to }: Captured): TimelineEntry[] {
  const [at, until] = [utc(from ?? to), utc(to)];
  if (at === undefined) return [];
  const title = 'The bundle was captured';
  return [
    {
      kind: 'capture',
      at,
      ...(until !== undefined && until !== at && { until }),
      title,
      count: 1,
      clock: 'capture',
      resolution: 1,
    },
  ];
}

/** Ends with the last thing that happened, and goes back as far as most of what went wrong needs. */
function inWindow(entries: readonly TimelineEntry[], end: string): Pick<Timeline, 'from' | 'to'> {
  const last = Math.max(
    Date.parse(end),
    ...entries.filter(({ kind }) => kind !== 'certificate').map(({ at, until = at }) => Date.parse(until)),
  );
  const wrong = entries.filter(({ severity = 'info' }) => severity !== 'info');
  const isIn =
    (length: number) =>
    ({ at, until = at }: TimelineEntry) =>
      Date.parse(until) >= last - length;
  const length = windows.find((one) => wrong.filter(isIn(one)).length >= wrong.length * most) ?? windows.at(-1) ?? hour;
  return { from: new Date(last - length).toISOString(), to: new Date(last).toISOString() };
}

/** The most severe entries, by time. */
function kept(entries: readonly TimelineEntry[]): Pick<Timeline, 'entries' | 'omitted'> {
  const byWeight = [...entries].sort(
    (a, b) => weight(a, b) || compareText(b.until ?? b.at, a.until ?? a.at) || compareText(a.title, b.title),
  );
  const chosen = byWeight.slice(0, maxEntries).sort(byTime);
  return { entries: chosen, omitted: entries.length - chosen.length };
}

function weight(a: TimelineEntry, b: TimelineEntry): number {
  return (
    Number(b.kind === 'capture') - Number(a.kind === 'capture') ||
    compareSeverity(a.severity ?? 'info', b.severity ?? 'info')
  );
}

/** Entries of several clusters on one axis. */
export function joinTimelines(timelines: readonly Timeline[]): Timeline | undefined {
  const [first] = timelines;
  if (first === undefined) return undefined;
  const { entries, omitted } = kept(timelines.flatMap((timeline) => timeline.entries));
  return {
    from: timelines.map(({ from }) => from).sort()[0] ?? first.from,
    to:
      timelines
        .map(({ to }) => to)
        .sort()
        .at(-1) ?? first.to,
    entries,
    omitted: omitted + timelines.reduce((sum, timeline) => sum + timeline.omitted, 0),
    clocks: timelines.flatMap(({ clocks }) => clocks),
  };
}

function byTime(a: TimelineEntry, b: TimelineEntry): number {
  return (
    compareText(a.at, b.at) ||
    timelineKinds.indexOf(a.kind) - timelineKinds.indexOf(b.kind) ||
    compareText(a.title, b.title)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
