import type { Bundle, EntrySink, ReadSummary } from '../bundle/bundle.js';
import { defaultLimits } from '../bundle/limits.js';
import type { Note } from '../core/note.js';
import { layouts } from '../layouts/index.js';
import { byContent, type LayoutId } from '../layouts/layout.js';
import type { Artifacts } from '../model/build/context.js';
import { createEnvoyConfigDumpParser } from '../parsers/envoy-config-dump/index.js';
import { parsers } from '../parsers/index.js';
import type { Parser, Tag } from '../parsers/parser.js';
import { createArtifactStore, type ReadEntry } from './artifact-store.js';
import { createClaims } from './claims.js';
import { classify, notReadKinds } from './classify.js';
import { createContentSink } from './content.js';
import { createSinkFactory, isPartial } from './entry-sink.js';
import { withListedPods } from './listed-pods.js';
import { closest, type EntryClaim, type Recognised, recognise } from './recognise.js';
import {
  declared,
  isLayoutByContent,
  layoutByContent,
  looseTag,
  type ReadKind,
  unknownLayout,
} from './without-layout.js';

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
  /** Of objects in loose files that name none. */
  defaultNamespace?: string;
  maxTextBytes?: number;
  /** Proxies keep their whole configuration, for those who walk calls through it. */
  keepsConfigurations?: boolean;
  signal?: AbortSignal;
}

const parserByKind = new Map(parsers.map((parser): [string, Parser] => [parser.kind, parser]));
const wholeConfigDump = createEnvoyConfigDumpParser({ keepsText: true });

function parserOf(kind: string, { keepsConfigurations }: IngestOptions): Parser | undefined {
  return keepsConfigurations && kind === wholeConfigDump.kind ? wholeConfigDump : parserByKind.get(kind);
}

interface SeenEntry {
  path: string;
  bytes: number;
  claims: readonly EntryClaim[];
  /** What kind it has by its content, where that was asked. */
  content?: string;
  reads: (ReadEntry & { claims: readonly EntryClaim[] })[];
}

/** Reads a bundle once, front to back. Throws `BundleError` when it is no bundle or no layout is recognised. */
export async function ingest(bundle: Bundle, options: IngestOptions = {}): Promise<Ingested> {
  const sinkFor = createSinkFactory(
    (kind) => parserOf(kind, options),
    options.maxTextBytes ?? defaultLimits.maxTextBytes,
  );
  // No layout spans several inputs.
  const candidates = layouts.filter(
    (layout) => !bundle.joined && (options.layout === undefined || layout.id === options.layout),
  );
  const { claimsOf, isOwned } = createClaims(candidates);
  const mayBeLoose = options.layout === undefined || isLayoutByContent(options.layout);
  const seen = new Map<string, SeenEntry>();

  function visit(path: string): EntrySink {
    const claims = claimsOf(path);
    const entry: SeenEntry = { path, bytes: 0, claims, reads: [] };
    // A second entry of the same name replaces the first, as it would on disk.
    seen.set(path, entry);

    function open(below: string, tag: Tag, by: readonly EntryClaim[]): EntrySink | undefined {
      if (tag.kind === byContent)
        return createContentSink(below, classify, (found) => open(below, { ...tag, ...found }, by));
      return sinkFor({ path: below, tag }, (outcome, of) =>
        entry.reads.push({ path: below, tag: of, outcome, claims: by }),
      );
    }

    const sinks = distinctReadings(claims).flatMap(({ path: below, tag, claims: by }) => open(below, tag, by) ?? []);
    if (mayBeLoose && claims.every(({ claim }) => claim.vague || claim.tag === undefined) && !isOwned(path))
      sinks.push(
        createContentSink(path, classify, (tag) => {
          entry.content = tag.kind;
          return open(path, looseTag(tag, path, options.defaultNamespace ?? 'default'), []);
        }),
      );
    return counting(entry, sinks);
  }

  const summary = await bundle.read(visit, options.signal);
  const entries = [...seen.values()];
  const recognised = recognise(
    entries.map((entry) => entry.claims),
    options.layout,
  );
  const stands = (claim: EntryClaim) => recognised.some((it) => isOf(it, claim));
  const layout = recognised[0]?.layout ?? layoutByContent(entries.map(readKind), options.layout);
  if (layout === undefined) {
    const near = closest(entries.map(({ claims }) => claims));
    throw unknownLayout(bundle.name, summary, { isSingle: isSingleFile(entries, bundle.name), near });
  }
  // Without a layout everything that could be read counts, whatever made it readable.
  const counted = (read: SeenEntry['reads'][number]) =>
    recognised.length === 0
      ? read.claims.length === 0 || (read.outcome.state === 'read' && read.claims.some(({ claim }) => !claim.vague))
      : read.claims.some(stands);
  const known = (entry: SeenEntry) =>
    recognised.length === 0
      ? entry.reads.some(counted) || notReadKinds.has(entry.content ?? '')
      : entry.claims.some(stands);

  const all = distrusting(
    entries.flatMap((entry) => entry.reads.filter(counted).map((read) => ({ ...read, entry: entry.path }))),
  );
  const reads =
    layout === 'manifests' ? declared(all, summary.complete) : layout === 'loose' ? withListedPods(all) : all;
  const readings = new Map(reads.map((read) => [read.entry, read]));
  const notes = reads.flatMap(({ outcome }): Note[] => (outcome.state === 'read' ? outcome.notes : []));
  const isComplete = summary.complete && !reads.some(({ outcome }) => isPartial(outcome));
  return {
    artifacts: createArtifactStore(reads, { isComplete, name: `${bundle.name}/${recognised[0]?.prefix ?? ''}` }),
    layout,
    layouts: recognised,
    entries: entries.map(({ path, bytes }) => {
      const read = readings.get(path);
      return { path, bytes, ...(read !== undefined && { kind: read.tag.kind, usable: read.outcome.state === 'read' }) };
    }),
    summary: {
      ...summary,
      complete: isComplete,
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

function readKind({ content, reads }: SeenEntry): ReadKind {
  const read = reads.find(({ outcome }) => outcome.state === 'read');
  return { kind: content ?? read?.tag.kind, isRead: read !== undefined };
}

/** The only entry of a file that is no archive has the name of the bundle, without `.gz`. */
function isSingleFile(entries: readonly SeenEntry[], name: string): boolean {
  return entries.length === 1 && entries[0]?.path === name.replace(/\.gz$/i, '');
}

/** Takes back what a layout knows to be worthless, or less than its rules say, and marks what it knows to end early. */
function distrusting<R extends ReadEntry>(reads: readonly R[]): readonly R[] {
  const artifacts = reads.flatMap(({ path, tag, outcome }) =>
    outcome.state === 'read' ? [{ path, kind: tag.kind, artifact: outcome.artifact }] : [],
  );
  const reasons = new Map(
    layouts.flatMap((layout) => layout.distrusts(artifacts).map(({ path, reason }) => [path, reason] as const)),
  );
  const namespaces = new Map(
    layouts.flatMap((layout) => layout.narrows(artifacts).map(({ path, namespace }) => [path, namespace] as const)),
  );
  const cutShort = new Set(layouts.flatMap((layout) => layout.cutShort(artifacts)));
  return reads.map((read) => {
    const reason = reasons.get(read.path);
    if (reason !== undefined) return { ...read, outcome: { state: 'unusable', reason } };
    const namespace = namespaces.get(read.path);
    return {
      ...read,
      ...(namespace !== undefined && { tag: narrowed(read.tag, namespace) }),
      ...(cutShort.has(read.path) && { cutShort: true }),
    };
  });
}

function narrowed({ lists = [], ...tag }: Tag, namespace: string): Tag {
  return { ...tag, namespace, listsInNamespace: lists };
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
