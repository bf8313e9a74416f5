import { Unusable } from '../../core/errors.js';
import type { Note } from '../../core/note.js';
import { defineTextParser } from '../parser.js';
import { columnsOf, cutRow } from '../support/columns.js';
import { isForeignLine, type Line, numberedLines } from '../support/lines.js';
import { type CustomResourceDefinitionRow, customResourceDefinitionRow } from './custom-resource-definitions.js';
import { describe, isDescription } from './describe.js';
import { type EndpointsRow, endpointsRow } from './endpoints.js';
import { type EventRow, eventRow, joinMessages } from './events.js';
import { headerlessRow } from './headerless.js';
import { type NodeRow, nodeRow } from './nodes.js';
import { type PodRow, podRow } from './pods.js';
import type { Row } from './row.js';
import { type ServiceRow, serviceRow } from './services.js';

export type { CustomResourceDefinitionRow, EndpointsRow, EventRow, NodeRow, PodRow, ServiceRow };

/** Rows by kind; a kind is there, possibly empty, when its table is. */
export interface KubectlTable {
  pods?: PodRow[];
  services?: ServiceRow[];
  endpoints?: EndpointsRow[];
  nodes?: NodeRow[];
  events?: EventRow[];
  customResourceDefinitions?: CustomResourceDefinitionRow[];
  /** The rows are of `kubectl describe`: of the objects that somebody chose, most often those of one namespace. */
  described?: true;
}

/** How a table is recognised, always by its columns: kubectl 1.8 to today. Endpoint slices tell no readiness and are not read. */
const tables = {
  pods: { has: ['READY', 'STATUS', 'RESTARTS'], read: podRow },
  services: { has: ['CLUSTER-IP', 'PORT(S)'], read: serviceRow },
  endpoints: { has: ['NAME', 'ENDPOINTS'], lacks: 'ADDRESSTYPE', read: endpointsRow },
  nodes: { has: ['STATUS', 'ROLES', 'VERSION'], read: nodeRow },
  events: { has: ['REASON', 'MESSAGE'], read: eventRow },
  // -o custom-columns=NAME:…,GROUP:…,VERSIONS:…,SCOPE:…; the table that kubectl prints by itself has no column of the kind.
  customResourceDefinitions: { has: ['NAME', 'GROUP', 'SCOPE'], read: customResourceDefinitionRow },
} satisfies Record<string, { has: readonly string[]; lacks?: string; read: (row: Row) => unknown }>;

type TableName = keyof typeof tables;

/**
 * `kubectl get pods|services|endpoints|nodes|events|customresourcedefinitions`, with or without `-o wide` and `-A`, one
 * table or several. Cells are cut where the header says; rows of other tables are passed over. Also `kubectl describe
 * pods|nodes`.
 */
export const kubectlTable = defineTextParser({
  kind: 'kubectl-table',
  parse(text, { path, tag }) {
    if (isDescription(text)) return { artifact: ofDescription(text) };
    const artifact: KubectlTable = {};
    const notes: Note[] = [];
    let seen = false;
    for (const { header, rows } of blocks(text)) {
      const columns = columnsOf(header.text);
      const name = tableOf(new Set(columns.map((column) => column.name)));
      if (name === undefined) continue;
      seen = true;
      const cut = rows.map((line): Row => {
        const cells = cutRow(columns, line.text);
        const namespace = cells.get('NAMESPACE') ?? tag.namespace ?? 'default';
        return { cells, namespace, line: line.number, text: line.text.trimEnd() };
      });
      const [firstDropped, ...others] = append(artifact, name, name === 'events' ? joinMessages(cut) : cut);
      if (firstDropped === undefined) continue;
      const detail = `unreadable row of ${name}${others.length > 0 ? ` and ${others.length} more` : ''}`;
      notes.push({ code: 'item-dropped', path, line: firstDropped.line, detail });
    }
    if (!seen) seen = readHeaderless(artifact, text, tag.namespace);
    if (!seen && !/^No resources found/m.test(text)) throw new Unusable('no table that kubectl prints');
    return { artifact, notes };
  },
});

/** Says whether there were rows. Lines that are none are passed over: without a header nothing tells what they are. */
function readHeaderless(artifact: KubectlTable, text: string, namespace: string | undefined): boolean {
  let seen = false;
  for (const line of numberedLines(text)) {
    const found = headerlessRow(line);
    if (found === undefined) continue;
    const { shape, cells } = found;
    seen = true;
    const ofRow = cells.get('NAMESPACE') ?? namespace ?? 'default';
    append(artifact, shape, [{ cells, namespace: ofRow, line: line.number, text: line.text.trimEnd() }]);
  }
  return seen;
}

/** An empty list would say that there are none. */
function ofDescription(text: string): KubectlTable {
  const { pods, nodes, events } = describe(text);
  if (pods.length === 0 && nodes.length === 0) throw new Unusable('kubectl describe of neither pods nor nodes');
  return {
    ...(pods.length > 0 && { pods }),
    ...(nodes.length > 0 && { nodes }),
    ...(events.length > 0 && { events }),
    described: true,
  };
}

/** Adds the rows to the artifact and returns those that cannot be read. */
function append(artifact: KubectlTable, name: TableName, rows: readonly Row[]): Row[] {
  const read: (row: Row) => unknown = tables[name].read;
  const known: unknown[] = artifact[name] ?? [];
  const dropped: Row[] = [];
  for (const row of rows) {
    const value = read(row);
    if (value === undefined) dropped.push(row);
    else known.push(value);
  }
  Object.assign(artifact, { [name]: known });
  return dropped;
}

function tableOf(columns: ReadonlySet<string>): TableName | undefined {
  return (Object.keys(tables) as TableName[]).find((name) => {
    const { has, lacks }: { has: readonly string[]; lacks?: string } = tables[name];
    return has.every((column) => columns.has(column)) && (lacks === undefined || !columns.has(lacks));
  });
}

/** A table begins with its header. It ends at the next one or at an empty line, which only messages of events can hold. */
function blocks(text: string): { header: Line; rows: Line[] }[] {
  const found: { header: Line; rows: Line[] }[] = [];
  let current: { header: Line; rows: Line[] } | undefined;
  for (const line of numberedLines(text)) {
    if (line.text.trim() === '') {
      if (current?.header.text.includes('MESSAGE') !== true) current = undefined;
    } else if (isHeader(line.text)) {
      current = { header: line, rows: [] };
      found.push(current);
    } else if (current !== undefined && !isForeignLine(line.text)) current.rows.push(line);
  }
  return found;
}

/** Every table that kubectl prints begins with one of these columns, and no object's name is in capitals. */
function isHeader(line: string): boolean {
  return /^(?:NAMESPACE|NAME|LAST ?SEEN)(?: {2}|$)/.test(line);
}
