import { Unusable } from '../../core/errors.js';
import type { Note } from '../../core/note.js';
import type { Parsed } from '../parser.js';
import { columnsOf, cutRow } from '../support/columns.js';
import { isForeignLine, type Line, numberedLines } from '../support/lines.js';
import type { ZtunnelCertificate, ZtunnelConfig } from './artifact.js';

type Cells = ReadonlyMap<string, string>;
interface Row {
  cells: Cells;
  place: { line: number; excerpt: string };
}

/** Names of columns that hold a space; a single space separates columns, too. */
const names =
  /POD NAME|SERVICE (?:NAME|VIP)|POLICY NAME|REMOTE TARGET|CERTIFICATE NAME|VALID CERT|SERIAL NUMBER|NOT (?:AFTER|BEFORE)|\S+/g;

/** By the column that no other table has. */
const tables: readonly { column: string; read: (rows: readonly Row[]) => ZtunnelConfig }[] = [
  { column: 'POD NAME', read: (rows) => ({ workloads: rows.flatMap(workloadOf) }) },
  { column: 'SERVICE NAME', read: (rows) => ({ services: rows.flatMap(serviceOf) }) },
  { column: 'POLICY NAME', read: (rows) => ({ policies: rows.flatMap(policyOf) }) },
  { column: 'CERTIFICATE NAME', read: (rows) => ({ certificates: certificatesOf(rows) }) },
  { column: 'DIRECTION', read: (rows) => ({ connections: rows.flatMap(connectionOf) }) },
];

/** The tables of `istioctl ztunnel-config workload|service|policy|certificate|connections`, one or several. */
export function parseTables(text: string, path: string): Parsed<ZtunnelConfig> {
  const artifact: ZtunnelConfig = {};
  const notes: Note[] = [];
  for (const { header, rows } of blocks(text)) {
    const columns = columnsOf(header.text, names);
    const table = tables.find(({ column }) => columns.some(({ name }) => name === column));
    const cut = rows.map((line) => ({
      cells: cutRow(columns, line.text),
      place: { line: line.number, excerpt: line.text.trimEnd().slice(0, 240) },
    }));
    const readable = cut.filter(({ cells }) => cells.size > 1);
    const [dropped] = cut.filter((row) => !readable.includes(row));
    if (dropped !== undefined)
      notes.push({ code: 'item-dropped', path, line: dropped.place.line, detail: 'no row of this table' });
    if (table !== undefined) Object.assign(artifact, table.read(readable));
  }
  if (Object.keys(artifact).length === 0) throw new Unusable('no table of istioctl ztunnel-config');
  return { artifact, notes };
}

function blocks(text: string): { header: Line; rows: Line[] }[] {
  const found: { header: Line; rows: Line[] }[] = [];
  for (const line of numberedLines(text)) {
    if (/^(?:NAMESPACE|CERTIFICATE NAME|WORKLOAD) /.test(line.text)) found.push({ header: line, rows: [] });
    else if (line.text.trim() !== '' && !isForeignLine(line.text)) found.at(-1)?.rows.push(line);
  }
  return found;
}

/** istioctl prints None or NA where there is nothing. */
function cell(cells: Cells, name: string): string | undefined {
  const value = cells.get(name);
  return value === 'None' || value === 'NA' ? undefined : value;
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}

function workloadOf({ cells, place }: Row) {
  const [namespace, name] = [cell(cells, 'NAMESPACE'), cell(cells, 'POD NAME')];
  if (namespace === undefined || name === undefined) return [];
  // The column was called IP up to istioctl 1.23.
  const address = cell(cells, 'ADDRESS') ?? cell(cells, 'IP');
  return {
    namespace,
    name,
    addresses: address === undefined ? [] : address.split(','),
    ...optional('node', cell(cells, 'NODE')),
    ...optional('waypoint', cell(cells, 'WAYPOINT')),
    ...optional('protocol', cell(cells, 'PROTOCOL')),
    ...place,
  };
}

function serviceOf({ cells, place }: Row) {
  const [namespace, name] = [cell(cells, 'NAMESPACE'), cell(cells, 'SERVICE NAME')];
  const [, healthy, total] = /^(\d{1,7})\/(\d{1,7})$/.exec(cell(cells, 'ENDPOINTS') ?? '') ?? [];
  if (namespace === undefined || name === undefined || healthy === undefined) return [];
  return {
    namespace,
    name,
    addresses: cell(cells, 'SERVICE VIP')?.split(',') ?? [],
    ...optional('waypoint', cell(cells, 'WAYPOINT')),
    endpointCount: { healthy: Number(healthy), total: Number(total) },
    ...place,
  };
}

function policyOf({ cells, place }: Row) {
  const [namespace, name] = [cell(cells, 'NAMESPACE'), cell(cells, 'POLICY NAME')];
  const [action, scope] = [cell(cells, 'ACTION'), cell(cells, 'SCOPE')];
  if (namespace === undefined || name === undefined || action === undefined || scope === undefined) return [];
  return { namespace, name, action, scope, ...place };
}

/** A row a certificate; those of one identity and state are one holder's. */
function certificatesOf(rows: readonly Row[]): ZtunnelCertificate[] {
  const holders = new Map<string, ZtunnelCertificate>();
  for (const { cells, place } of rows) {
    const [identity, state] = [cell(cells, 'CERTIFICATE NAME'), cell(cells, 'STATUS')];
    if (identity === undefined || state === undefined) continue;
    const key = `${identity} ${state}`;
    const holder = holders.get(key) ?? { identity, state, chain: [], roots: [], ...place };
    const serial = cell(cells, 'SERIAL NUMBER');
    const [notBefore, notAfter] = [cell(cells, 'NOT BEFORE'), cell(cells, 'NOT AFTER')];
    if (serial === undefined || notBefore === undefined || notAfter === undefined) {
      holders.set(key, holder);
      continue;
    }
    const data = { serial: serial.toLowerCase(), notBefore, notAfter };
    const isRoot = cells.get('TYPE') === 'Root';
    holders.set(key, {
      ...holder,
      chain: isRoot ? holder.chain : [...holder.chain, data],
      roots: isRoot ? [...(holder.roots ?? []), data] : (holder.roots ?? []),
    });
  }
  return [...holders.values()];
}

function connectionOf({ cells, place }: Row) {
  // A pod's name may hold dots, a namespace never does.
  const [, pod, namespace] = /^(\S+)\.([^.\s]+)$/.exec(cell(cells, 'WORKLOAD') ?? '') ?? [];
  const direction = cell(cells, 'DIRECTION')?.toLowerCase();
  const [remote, protocol] = [cell(cells, 'REMOTE'), cell(cells, 'PROTOCOL')];
  if (pod === undefined || namespace === undefined || remote === undefined || protocol === undefined) return [];
  if (direction !== 'inbound' && direction !== 'outbound') return [];
  return { namespace, pod, direction, protocol, remote, ...place } as const;
}
