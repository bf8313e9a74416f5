import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser, type Parsed } from './parser.js';
import { type Column, columnsOf, cutRow } from './support/columns.js';
import { jsonArray } from './support/json-array.js';
import { isForeignLine, numberedLines } from './support/lines.js';

/** `istioctl authn tls-check`, or Pilot's debug/authenticationz behind it (Istio 1.0 to 1.5). */
export interface TlsCheckList {
  rows: TlsCheckRow[];
}

export interface TlsCheckRow {
  /** From 1.4 on a subset may follow: `host|subset`. */
  host: string;
  port?: number;
  status: string;
  server: string;
  client: string;
  /** `name/namespace` up to 1.3, `namespace/name` after; `default/` is the mesh-wide policy. */
  policy?: string;
  destinationRule?: string;
  line?: number;
  pointer?: string;
  excerpt?: string;
}

const name = z.string().optional().catch(undefined);

const entry = z.object({
  host: z.string().min(1),
  port: z.number().int().min(0).max(65535).optional().catch(undefined),
  authentication_policy_name: name,
  destination_rule_name: name,
  server_protocol: z.string(),
  client_protocol: z.string(),
  TLS_conflict_status: z.string(),
});

export const tlsCheck = defineTextParser({
  kind: 'tls-check',
  parse(text, { path }) {
    return /^\[/m.test(text) ? parsePage(text, path) : parseTable(text, path);
  },
});

function parsePage(text: string, path: string): Parsed<TlsCheckList> {
  const { items, complete } = jsonArray(text);
  const artifact: TlsCheckList = { rows: [] };
  const notes: Note[] = complete ? [] : [{ code: 'entry-truncated', path, detail: 'the list breaks off' }];
  for (const [index, item] of items.entries()) {
    const { data } = entry.safeParse(item);
    if (data === undefined) {
      notes.push({ code: 'item-dropped', path, detail: `/${index}` });
      continue;
    }
    artifact.rows.push({
      host: data.host,
      ...(data.port !== undefined && { port: data.port }),
      status: data.TLS_conflict_status,
      server: data.server_protocol,
      client: data.client_protocol,
      ...named('policy', data.authentication_policy_name),
      ...named('destinationRule', data.destination_rule_name),
      pointer: `/${index}`,
    });
  }
  return { artifact, notes };
}

function parseTable(text: string, path: string): Parsed<TlsCheckList> {
  const artifact: TlsCheckList = { rows: [] };
  const notes: Note[] = [];
  let columns: readonly Column[] | undefined;
  for (const line of numberedLines(text)) {
    if (line.text.trim() === '' || isForeignLine(line.text)) continue;
    if (line.text.startsWith('HOST:PORT ')) columns = columnsOf(line.text);
    else if (columns !== undefined) {
      const row = rowOf(cutRow(columns, line.text));
      if (row !== undefined) artifact.rows.push({ ...row, line: line.number, excerpt: line.text });
      else notes.push({ code: 'item-dropped', path, line: line.number, detail: 'no row of this table' });
    }
  }
  if (columns === undefined) throw new Unusable('no table of istioctl authn tls-check');
  return { artifact, notes };
}

function rowOf(cells: Map<string, string>): TlsCheckRow | undefined {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(cells.get('HOST:PORT') ?? '') ?? [];
  const status = cells.get('STATUS');
  const server = cells.get('SERVER');
  const client = cells.get('CLIENT');
  if (host === undefined || status === undefined || server === undefined || client === undefined) return undefined;
  return {
    host,
    ...(Number(port) <= 65535 && { port: Number(port) }),
    status,
    server,
    client,
    ...named('policy', cells.get('AUTHN POLICY')),
    ...named('destinationRule', cells.get('DESTINATION RULE')),
  };
}

/** A dash stands for none. */
function named<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined || value === '' || value === '-' ? {} : { [key]: value }) as { [P in K]?: string };
}
