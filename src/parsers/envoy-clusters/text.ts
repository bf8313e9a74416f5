import { type ClustersReader, type EnvoyClusters, maxHosts, type UpstreamHost } from './artifact.js';

const clusterMark = Buffer.from('::added_via_api::');
const healthMark = Buffer.from('::health_flags::');
const failMark = Buffer.from('::cx_connect_fail::');
const totalMark = '::cx_total::';

/**
 * Lines are `cluster::key::value` or `cluster::host::key::value`. Only the keys of interest are searched for, byte-wise:
 * most of a page is limits and zeros. Each cluster has one `added_via_api`, each host one `health_flags`.
 */
export function createTextReader(artifact: EnvoyClusters): ClustersReader {
  let line = 1;

  function read(bytes: Buffer, length: number, last: boolean): number {
    const end = last ? length : endOfLines(bytes, length);
    const view = bytes.subarray(0, end);
    const lineOf = createLineCounter(view, line);
    artifact.clusters += countOf(view, clusterMark);
    for (const at of places(view, healthMark)) {
      artifact.hosts++;
      const flags = valueAt(view, at + healthMark.length);
      if (flags === 'healthy' || artifact.unhealthy.length >= maxHosts) continue;
      const host = hostBefore(view, at);
      if (host) artifact.unhealthy.push({ ...host, flags: flags.split('/').filter(Boolean), line: lineOf(at) });
    }
    for (const at of places(view, failMark)) {
      const failed = Number(valueAt(view, at + failMark.length));
      if (!(failed > 0) || artifact.connectFailures.length >= maxHosts) continue;
      const host = hostBefore(view, at);
      const total = totalAfter(view, at);
      if (host) artifact.connectFailures.push({ ...host, failed, total: total ?? failed, line: lineOf(at) });
    }
    if (!last) line = lineOf(end);
    return end;
  }

  return { read, trouble: () => [] };
}

/** Where the complete lines end; one that counts failed connections waits for its neighbour, which counts all. */
function endOfLines(bytes: Buffer, length: number): number {
  const end = bytes.lastIndexOf(10, length - 1) + 1;
  const start = end < 2 ? 0 : bytes.lastIndexOf(10, end - 2) + 1;
  return bytes.subarray(start, end).includes(failMark) ? start : end;
}

function* places(view: Buffer, mark: Buffer): Generator<number> {
  for (let at = view.indexOf(mark); at >= 0; at = view.indexOf(mark, at + mark.length)) yield at;
}

function countOf(view: Buffer, mark: Buffer): number {
  let count = 0;
  for (const _ of places(view, mark)) count++;
  return count;
}

function valueAt(view: Buffer, start: number): string {
  const end = view.indexOf(10, start);
  return view.toString('latin1', start, end < 0 ? view.length : end).trim();
}

/** `cluster::host` in front of a key. An IPv6 host is in brackets and holds `::` itself. */
function hostBefore(view: Buffer, keyStart: number): UpstreamHost | undefined {
  const lineStart = view.lastIndexOf(10, keyStart) + 1;
  const text = view.toString('latin1', lineStart, keyStart);
  const at = text.indexOf('::');
  return at <= 0 ? undefined : { cluster: text.slice(0, at), address: text.slice(at + 2) };
}

/** `cx_total` is the line behind `cx_connect_fail` in every version. */
function totalAfter(view: Buffer, at: number): number | undefined {
  const next = view.indexOf(10, at);
  const text = next < 0 ? '' : valueAt(view, next + 1);
  const mark = text.indexOf(totalMark);
  return mark < 0 ? undefined : Number(text.slice(mark + totalMark.length));
}

/** Line numbers by offset; line feeds are looked for only as far as somebody asks, and once. */
function createLineCounter(view: Buffer, first: number) {
  const lineFeeds: number[] = [];
  let searched = 0;
  return function lineOf(offset: number): number {
    while (searched < offset) {
      const at = view.indexOf(10, searched);
      searched = at < 0 ? view.length : at + 1;
      if (at >= 0) lineFeeds.push(at);
    }
    return first + countBelow(lineFeeds, offset);
  };
}

function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
