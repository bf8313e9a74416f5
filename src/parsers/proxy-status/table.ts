import { Unusable } from '../../core/errors.js';
import type { Note } from '../../core/note.js';
import type { Parsed } from '../parser.js';
import { type Column, columnsOf, cutRow } from '../support/columns.js';
import { durationSeconds } from '../support/durations.js';
import { isForeignLine, type Line, numberedLines } from '../support/lines.js';
import type { ListedProxy, ListedStatus } from '../support/listed-proxy.js';
import type { ProxyStatus } from './artifact.js';

const states: ReadonlyMap<string, ListedStatus['state']> = new Map([
  ['SYNCED', 'synced'],
  ['STALE', 'stale'],
  ['NOT SENT', 'notSent'],
  ['NOT_SENT', 'notSent'],
  ['ERROR', 'error'],
  ['IGNORED', 'ignored'],
]);

/** `STALE`, `STALE (Never Acknowledged)`, `STALE (1h0m0s) (0%)` with the share of endpoints of Istio 1.0 to 1.2. */
const cell = /^(NOT[ _]SENT|SYNCED|STALE|ERROR|UNKNOWN|IGNORED)(?: \(([^()%]{1,40})\))?(?: \(\d+%\))?$/;

/** The words of a table whose runs of spaces were collapsed. */
const word =
  /(?:NOT[ _]SENT|SYNCED|STALE|ERROR|UNKNOWN|IGNORED)(?: \([^()]{1,40}\)){0,2}|\d+ \([A-Z,]+\)|SUBSCRIBED TYPES|\S+/g;

/** Columns that are no xDS type. The header, not the version, decides what a table holds. */
const fixedColumns = new Set(['NAME', 'PROXY', 'CLUSTER', 'PILOT', 'ISTIOD', 'VERSION', 'SUBSCRIBED TYPES']);

type Cut = (line: string) => Map<string, string>;

export function parseTable(text: string, path: string): Parsed<ProxyStatus> {
  const artifact: ProxyStatus = { form: 'table', proxies: [] };
  const notes: Note[] = [];
  let cut: Cut | undefined;
  for (const line of numberedLines(text)) {
    if (line.text.trim() === '' || isForeignLine(line.text)) continue;
    if (/^(?:NAME|PROXY) .*\bVERSION\b/.test(line.text)) {
      const columns = columnsOf(line.text);
      const collapsed = columns.length < 4;
      if (collapsed)
        notes.push({ code: 'unexpected-content', path, line: line.number, detail: 'the table was re-wrapped' });
      cut = collapsed ? cutWords(line.text) : cutColumns(columns);
      if (line.text.includes('SUBSCRIBED TYPES')) artifact.form = 'subscribed-types';
    } else if (cut !== undefined) {
      const proxy = proxyOf(cut(line.text), line);
      if (proxy === undefined)
        notes.push({ code: 'item-dropped', path, line: line.number, detail: 'no row of this table' });
      else artifact.proxies.push(proxy);
    }
  }
  if (cut === undefined) throw new Unusable('no table of istioctl proxy-status');
  if (artifact.form === 'subscribed-types')
    notes.push({
      code: 'unexpected-content',
      path,
      detail: 'this form (istioctl 1.27 and later) carries no sync state',
    });
  return { artifact, notes };
}

function cutColumns(columns: readonly Column[]): Cut {
  return (line) => cutRow(columns, line);
}

function cutWords(header: string): Cut {
  const names = header.match(word) ?? [];
  return (line) => {
    const words = line.match(word) ?? [];
    return words.length === names.length ? new Map(names.map((name, index) => [name, words[index] ?? ''])) : new Map();
  };
}

function proxyOf(cells: Map<string, string>, line: Line): ListedProxy | undefined {
  const id = cells.get('NAME') ?? cells.get('PROXY');
  const controlPlane = cells.get('ISTIOD') ?? cells.get('PILOT');
  if (id === undefined || controlPlane === undefined) return undefined;
  // A star marks a version that istioctl 1.1 to 1.12 took from another field because the control plane does not know it.
  const istioVersion = cells.get('VERSION')?.replace(/\*$/, '');
  return {
    id,
    controlPlane,
    ...(istioVersion !== undefined && { istioVersion }),
    types: typesOf(cells),
    line: line.number,
    excerpt: line.text,
  };
}

function typesOf(cells: Map<string, string>): Map<string, ListedStatus> {
  const [, subscribed] = /^\d+ \(([A-Z,]+)\)$/.exec(cells.get('SUBSCRIBED TYPES') ?? '') ?? [];
  if (subscribed !== undefined) return new Map(subscribed.split(',').map((type) => [type, { state: 'unknown' }]));
  const types = [...cells].filter(([name]) => !fixedColumns.has(name));
  return new Map(types.map(([name, text]) => [name, statusOf(text)]));
}

function statusOf(text: string): ListedStatus {
  const [, state = '', qualifier] = cell.exec(text) ?? [];
  if (qualifier === 'Never Acknowledged') return { state: 'neverAcknowledged' };
  const forSeconds = qualifier === undefined ? undefined : durationSeconds(qualifier);
  return { state: states.get(state) ?? 'unknown', ...(forSeconds !== undefined && { forSeconds }) };
}
