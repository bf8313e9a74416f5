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
import { createClaims } from './claims.js';
import { classify } from './classify.js';
import { createContentSink } from './content.js';
import { createSinkFactory, isPartial } from './entry-sink.js';
import { type EntryClaim, type Recognised, recognise } from './recognise.js';

export interface Ingested {
  artifacts: Artifacts;
  /** The layout with the most entries. */
  layout: LayoutId;
  summary: ReadSummary;
  /** Entries that were captured but hold nothing usable. */
  unusable: { path: string; reason: string }[];
  /** Entries that belong to the layout and are not read, and entries that no layout knows, by their path in the archive. */
  notRead: { recognised: string[]; unknown: string[] };
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
  claims: readonly EntryClaim[];
  reads: (ReadEntry & { claims: readonly EntryClaim[] })[];
}

/** Reads a bundle once, front to back. Throws `BundleError` when it is no bundle or no layout is recognised. */
export async function ingest(bundle: Bundle, options: IngestOptions = {}): Promise<Ingested> {
  const sinkFor = createSinkFactory(options.maxTextBytes ?? defaultLimits.maxTextBytes);
  const candidates = layouts.filter((layout) => options.layout === undefined || layout.id === options.layout);
  const { claimsOf, isOwned } = createClaims(candidates);
  const byContent = options.layout === undefined || isLayoutByContent(options.layout);
  const seen = new Map<string, SeenEntry>();

  function visit(path: string): EntrySink | undefined {
    const claims = claimsOf(path);
    const entry: SeenEntry = { path, claims, reads: [] };
    // A second entry of the same name replaces the first, as it would on disk.
    seen.set(path, entry);

    function open(below: string, tag: Tag, by: readonly EntryClaim[]): EntrySink | undefined {
      const parser = parserByKind.get(tag.kind);
      return (
        parser &&
        sinkFor(parser, { path: below, tag }, (outcome) => entry.reads.push({ path: below, tag, outcome, claims: by }))
      );
    }

    if (claims.length === 0 && byContent && !isOwned(path))
      return createContentSink(path, classify, (tag) => open(path, tag, []));
    const sinks = distinctReadings(claims).flatMap(({ path: below, tag, claims: by }) => open(below, tag, by) ?? []);
    return sinks.length > 1 ? tee(sinks) : sinks[0];
  }

  const summary = await bundle.read(visit, options.signal);
  const entries = [...seen.values()];
  const recognised = recognise(
    entries.map((entry) => entry.claims),
    options.layout,
  );
  const stands = (claim: EntryClaim) => recognised.some((it) => isOf(it, claim));
  const layout = recognised[0]?.layout ?? layoutByContent(entries, options.layout);
  if (layout === undefined) throw unknownLayout(bundle.name, summary);
  // Without a layout everything that could be read counts, whatever made it readable.
  const known = (entry: SeenEntry) => (recognised.length === 0 ? entry.reads.length > 0 : entry.claims.some(stands));
  const counted = (read: SeenEntry['reads'][number]) =>
    recognised.length === 0 ? read.claims.length === 0 || read.outcome.state === 'read' : read.claims.some(stands);

  const reads = distrusting(entries.flatMap((entry) => entry.reads.filter(counted)));
  const notes = reads.flatMap(({ outcome }): Note[] => (outcome.state === 'read' ? outcome.notes : []));
  return {
    artifacts: createArtifactStore(reads),
    layout,
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
      recognised: entries.filter((entry) => known(entry) && entry.reads.length === 0).map((entry) => entry.path),
      unknown: entries.filter((entry) => !known(entry)).map((entry) => entry.path),
    },
  };
}

/** What a bundle without a layout is: manifests when it holds objects and nothing else. */
function layoutByContent(entries: readonly SeenEntry[], forced: LayoutId | undefined): LayoutId | undefined {
  if (forced !== undefined && !isLayoutByContent(forced)) return undefined;
  const read = entries.flatMap(({ reads }) => reads.filter(({ outcome }) => outcome.state === 'read'));
  if (read.length === 0) return undefined;
  return forced ?? (read.every(({ tag }) => tag.kind === 'kubernetes-objects') ? 'manifests' : 'loose');
}

function isLayoutByContent(layout: LayoutId): boolean {
  return layout === 'manifests' || layout === 'loose';
}

/** Takes back what a layout knows to be worthless. */
function distrusting<R extends ReadEntry>(reads: readonly R[]): readonly R[] {
  const artifacts = reads.flatMap(({ path, tag, outcome }) =>
    outcome.state === 'read' ? [{ path, kind: tag.kind, artifact: outcome.artifact }] : [],
  );
  const reasons = new Map(
    layouts.flatMap((layout) => layout.distrusts(artifacts).map(({ path, reason }) => [path, reason] as const)),
  );
  return reads.map((read) => {
    const reason = reasons.get(read.path);
    return reason === undefined ? read : { ...read, outcome: { state: 'unusable', reason } };
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

function tee(sinks: readonly EntrySink[]): EntrySink {
  return {
    write(chunk) {
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

function unknownLayout(name: string, summary: ReadSummary): BundleError {
  const known = layouts.map((layout) => `${layout.id} (${layout.looksLike})`).join(', ');
  const found = summary.entries === 0 ? 'no files' : `${summary.entries} files`;
  const damage = summary.complete ? '' : ' and is damaged or cut off';
  return new BundleError(
    'unknown-layout',
    `${name} holds ${found}${damage}, and no known bundle layout among them; looked for ${known}: give the whole bundle, or name its layout with --layout.`,
  );
}
