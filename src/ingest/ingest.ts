import type { Bundle, EntrySink, ReadSummary } from '../bundle/bundle.js';
import { defaultLimits } from '../bundle/limits.js';
import { BundleError } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { layouts } from '../layouts/index.js';
import type { LayoutId } from '../layouts/layout.js';
import type { Artifacts } from '../model/build/context.js';
import { parsers } from '../parsers/index.js';
import type { Parser, Tag } from '../parsers/parser.js';
import { createArtifactStore, type ReadEntry } from './artifact-store.js';
import { createSinkFactory, isPartial } from './entry-sink.js';
import { closest, type EntryClaim, type Recognised, recognise } from './recognise.js';

export interface Ingested {
  artifacts: Artifacts;
  /** The layout with the most entries. */
  layout: LayoutId;
  /** Every layout that was recognised, that one first. */
  layouts: readonly Recognised[];
  summary: ReadSummary;
  entries: readonly IngestedEntry[];
  /** Entries that were captured but hold nothing usable. */
  unusable: { path: string; reason: string }[];
  /** Entries that belong to the layout and are not read, and entries that no layout knows, by their path in the archive. */
  notRead: { recognised: string[]; unknown: string[] };
}

/** What became of one file of the bundle. */
export interface IngestedEntry {
  /** In the archive. */
  path: string;
  bytes: number;
  /** Kind of artifact that it was read as; absent when nobody reads it. */
  kind?: string;
  usable?: boolean;
}

export interface IngestOptions {
  /** Skips detection. */
  layout?: LayoutId;
  maxTextBytes?: number;
  signal?: AbortSignal;
}

const parserByKind = new Map<string, Parser>(parsers.map((parser): [string, Parser] => [parser.kind, parser]));

interface SeenEntry {
  path: string;
  bytes: number;
  claims: readonly EntryClaim[];
  reads: (ReadEntry & { claims: readonly EntryClaim[] })[];
}

/** Reads a bundle once, front to back. Throws `BundleError` when it is no bundle or no layout is recognised. */
export async function ingest(bundle: Bundle, options: IngestOptions = {}): Promise<Ingested> {
  const sinkFor = createSinkFactory(options.maxTextBytes ?? defaultLimits.maxTextBytes);
  const candidates = layouts.filter((layout) => options.layout === undefined || layout.id === options.layout);
  const seen = new Map<string, SeenEntry>();

  function visit(path: string): EntrySink {
    const claims = candidates.flatMap((layout) => {
      const claim = layout.claim(path);
      return claim === undefined ? [] : [{ layout: layout.id, claim }];
    });
    const entry: SeenEntry = { path, bytes: 0, claims, reads: [] };
    // A second entry of the same name replaces the first, as it would on disk.
    seen.set(path, entry);
    const sinks = distinctReadings(claims).flatMap(({ path: below, tag, claims: by }) => {
      const parser = parserByKind.get(tag.kind);
      if (parser === undefined) return [];
      return [
        sinkFor(parser, { path: below, tag }, (outcome) => entry.reads.push({ path: below, tag, outcome, claims: by })),
      ];
    });
    return counting(entry, sinks);
  }

  const summary = await bundle.read(visit, options.signal);
  const entries = [...seen.values()];
  const recognised = recognise(
    entries.map((entry) => entry.claims),
    options.layout,
  );
  const [primary] = recognised;
  if (primary === undefined) throw unknownLayout(bundle.name, summary, entries);

  const stands = (claim: EntryClaim) => recognised.some((it) => isOf(it, claim));
  const reads = distrusting(
    entries.flatMap((entry) =>
      entry.reads.filter((read) => read.claims.some(stands)).map((read) => ({ ...read, entry: entry.path })),
    ),
  );
  const readings = new Map(reads.map((read) => [read.entry, read]));
  const notes = reads.flatMap(({ outcome }): Note[] => (outcome.state === 'read' ? outcome.notes : []));
  return {
    artifacts: createArtifactStore(reads),
    layout: primary.layout,
    layouts: recognised,
    entries: entries.map(({ path, bytes }) => {
      const read = readings.get(path);
      return { path, bytes, ...(read !== undefined && { kind: read.tag.kind, usable: read.outcome.state === 'read' }) };
    }),
    summary: {
      ...summary,
      complete: summary.complete && !reads.some(({ outcome }) => isPartial(outcome)),
      notes: [...summary.notes, ...notes.sort(byPlace)],
    },
    unusable: reads.flatMap(({ path, outcome }) => {
      if (outcome.state === 'read') return [];
      return [{ path, reason: outcome.state === 'empty' ? 'the file is empty' : outcome.reason }];
    }),
    notRead: {
      recognised: entries
        .filter((entry) => entry.claims.some(stands) && entry.reads.length === 0)
        .map((entry) => entry.path),
      unknown: entries.filter((entry) => !entry.claims.some(stands)).map((entry) => entry.path),
    },
  };
}

/** Takes back what a layout knows to be worthless, and marks what it knows to end early. */
function distrusting<R extends ReadEntry>(reads: readonly R[]): readonly R[] {
  const artifacts = reads.flatMap(({ path, tag, outcome }) =>
    outcome.state === 'read' ? [{ path, kind: tag.kind, artifact: outcome.artifact }] : [],
  );
  const reasons = new Map(
    layouts.flatMap((layout) => layout.distrusts(artifacts).map(({ path, reason }) => [path, reason] as const)),
  );
  const cutShort = new Set(layouts.flatMap((layout) => layout.cutShort(artifacts)));
  return reads.map((read) => {
    const reason = reasons.get(read.path);
    if (reason !== undefined) return { ...read, outcome: { state: 'unusable', reason } };
    return cutShort.has(read.path) ? { ...read, cutShort: true } : read;
  });
}

/** Layouts that agree on what an entry is share one parse of it. */
function distinctReadings(claims: readonly EntryClaim[]): { path: string; tag: Tag; claims: EntryClaim[] }[] {
  const readings = new Map<string, { path: string; tag: Tag; claims: EntryClaim[] }>();
  for (const claim of claims) {
    const { path, tag } = claim.claim;
    if (tag === undefined) continue;
    const key = JSON.stringify([path, tag]);
    const reading = readings.get(key);
    if (reading === undefined) readings.set(key, { path, tag, claims: [claim] });
    else reading.claims.push(claim);
  }
  return [...readings.values()];
}

function counting(entry: SeenEntry, sinks: readonly EntrySink[]): EntrySink {
  return {
    write(chunk) {
      entry.bytes += chunk.length;
      for (const sink of sinks) sink.write(chunk);
    },
    end(complete) {
      for (const sink of sinks) sink.end(complete);
    },
  };
}

function isOf(recognised: Recognised, { layout, claim }: EntryClaim): boolean {
  return recognised.layout === layout && recognised.prefix === claim.prefix;
}

function byPlace(a: Note, b: Note): number {
  const [left, right] = [a.path ?? '', b.path ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}

function unknownLayout(name: string, summary: ReadSummary, entries: readonly SeenEntry[]): BundleError {
  const known = layouts.map((layout) => `${layout.id} (${layout.looksLike})`).join(', ');
  const found = summary.entries === 0 ? 'no files' : summary.entries === 1 ? '1 file' : `${summary.entries} files`;
  const damage = summary.complete ? '' : ' and is damaged or cut off';
  return new BundleError(
    'unknown-layout',
    `${name} holds ${found}${damage}, and no known bundle layout among them; looked for ${known}${nearMiss(entries)}: give the whole bundle, or name its layout with --layout.`,
  );
}

function nearMiss(entries: readonly SeenEntry[]): string {
  const near = closest(entries.map(({ claims }) => claims));
  if (near === undefined) return '';
  const [only] = near.markers;
  const marks = only === undefined ? 'none of its marks' : `only ${only} of its marks`;
  const files = near.claims === 1 ? '1 file has a name' : `${near.claims} files have names`;
  return `; closest is ${near.layout}: ${files} as there, but ${marks} is among them`;
}
