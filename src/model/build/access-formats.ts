import { addressesIn } from '../../core/access-log/addresses.js';
import { type AccessFields, isRefusal } from '../../core/access-log/fields.js';
import { type AccessLogFormat, formatKey } from '../../core/access-log/format.js';
import { type LineReader, lineReader } from '../../core/access-log/read-line.js';
import type { LogPart, UnknownGroup } from '../../parsers/container-log/index.js';
import type { AccessLog, AccessLogGroup, PodRef } from '../facets.js';
import { groupBy } from '../lookup/derive.js';
import { joinCallers, joinTimes } from '../lookup/line-times.js';
import type { BuildContext } from './context.js';

/** Of a mesh; a proxy has one or two. */
const maxFormats = 20;
const maxSamples = 3;

/** What to read the lines of unknown form in a proxy's log with. */
export type AccessFormats = (pod: PodRef | undefined) => readonly LineReader[];

/** The formats that the proxy's own configuration states; where it is not in the bundle, those of the mesh and of other proxies. */
export function createAccessFormats(context: BuildContext): AccessFormats {
  const proxyConfigs = context.facet('proxyConfigs');
  const meshConfig = context.facet('meshConfig');
  const configs = proxyConfigs.state === 'present' ? proxyConfigs.value : [];
  const ofMesh = meshConfig.state === 'present' ? (meshConfig.value.accessLogFormats ?? []) : [];
  const own = new Map(configs.map((config) => [podKey(config.pod), config.accessLogFormats ?? []]));
  const readers = new Map<string, LineReader | undefined>();

  function readerOf(format: AccessLogFormat): LineReader | undefined {
    const key = formatKey(format);
    if (!readers.has(key)) readers.set(key, lineReader(format));
    return readers.get(key);
  }

  const everywhere = distinct([...ofMesh, ...configs.flatMap((config) => config.accessLogFormats ?? [])]);
  return (pod) => {
    const stated = (pod && own.get(podKey(pod))) ?? [];
    return (stated.length > 0 ? stated : everywhere).flatMap((format) => readerOf(format) ?? []);
  };
}

function podKey({ namespace, name }: PodRef): string {
  return `${namespace}/${name}`;
}

function distinct(formats: readonly AccessLogFormat[]): AccessLogFormat[] {
  return [...new Map(formats.map((format) => [formatKey(format), format])).values()].slice(0, maxFormats);
}

/** The access log of one part: what its lines told by themselves, and what the formats make of the others. */
export function accessLogOf({ access, unknown }: LogPart, readers: readonly LineReader[]): AccessLog | undefined {
  if (unknown === undefined || readers.length === 0) return access;
  const known = [...unknown.samples, ...unknown.groups.map(({ text }) => text)].some(
    (text) => readLine(text, readers) !== undefined,
  );
  if (!known) return access;
  const found = unknown.groups.flatMap((group) => groupOf(group, readers) ?? []);
  const groups = [...groupBy([...(access?.groups ?? []), ...found], identityOf).values()].map(joined);
  const flags = new Map(access?.flags);
  for (const { flags: set, count } of found) if (set !== '-') flags.set(set, (flags.get(set) ?? 0) + count);
  return { lines: (access?.lines ?? 0) + unknown.lines, flags, groups };
}

function groupOf(group: UnknownGroup, readers: readonly LineReader[]): AccessLogGroup | undefined {
  const fields = readLine(group.text, readers);
  if (fields === undefined || (fields.flags === '-' && !isRefusal(fields))) return undefined;
  const { caller, time: _, ...facts } = fields;
  const { text, addresses, lastLine: __, ...occurrences } = group;
  // The place among the addresses of a line is the same in all lines of a group.
  const place = caller === undefined ? -1 : addressesIn(text).indexOf(caller);
  return { ...facts, ...occurrences, ...addresses[place] };
}

/** What a container runtime or kubectl puts in front of a line, which may also be the line's own time. */
const envelope = /^\d{4}-\d\d-\d\dT\S{9,30} (?:std(?:out|err) [FP] )?/;

function readLine(text: string, readers: readonly LineReader[]): AccessFields | undefined {
  const front = envelope.exec(text)?.[0].length ?? 0;
  const lines = front === 0 ? [text] : [text, text.slice(front)];
  for (const line of lines) {
    for (const read of readers) {
      const fields = read(line);
      if (fields !== undefined) return fields;
    }
  }
  return undefined;
}

function identityOf({ flags, code, cluster, authority, details, transportFailure }: AccessLogGroup): string {
  return JSON.stringify([flags, code, cluster ?? authority, details, transportFailure]);
}

function joined(groups: readonly [AccessLogGroup, ...AccessLogGroup[]]): AccessLogGroup {
  const [first] = groups;
  if (groups.length === 1) return first;
  const firsts = groups.flatMap((group) => group.first ?? []).sort();
  const lasts = groups.flatMap((group) => group.last ?? []).sort();
  return {
    ...first,
    count: groups.reduce((sum, { count }) => sum + count, 0),
    ...(firsts[0] !== undefined && { first: firsts[0] }),
    ...(lasts.length > 0 && { last: lasts.at(-1) as string }),
    samples: groups
      .flatMap(({ samples }) => samples)
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .slice(0, maxSamples),
    ...joinTimes(groups),
    ...joinCallers(groups),
  };
}
