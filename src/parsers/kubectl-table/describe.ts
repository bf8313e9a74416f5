import { columnsOf, cutRow } from '../support/columns.js';
import { type Line, numberedLines } from '../support/lines.js';
import { type EventRow, eventRow } from './events.js';
import type { NodeRow } from './nodes.js';
import type { PodRow } from './pods.js';
import type { Row } from './row.js';

export interface Described {
  pods: PodRow[];
  nodes: NodeRow[];
  events: EventRow[];
}

export function isDescription(text: string): boolean {
  return /^Name: {2,}\S/m.test(text);
}

/** Pods and nodes as `kubectl describe` prints them, one after the other; objects of other kinds are passed over. */
export function describe(text: string): Described {
  const found: Described = { pods: [], nodes: [], events: [] };
  for (const lines of objectsIn(text)) {
    const object = sectionsOf(lines);
    const pod = podIn(object);
    const node = pod === undefined ? nodeIn(object) : undefined;
    if (pod !== undefined) found.pods.push(pod);
    if (node !== undefined) found.nodes.push(node);
    const kind = pod !== undefined ? 'Pod' : node !== undefined ? 'Node' : undefined;
    if (kind !== undefined) found.events.push(...eventsIn(object, kind));
  }
  return found;
}

function objectsIn(text: string): Line[][] {
  const objects: Line[][] = [];
  for (const line of numberedLines(text)) {
    if (/^Name: {2,}\S/.test(line.text)) objects.push([]);
    objects.at(-1)?.push(line);
  }
  return objects;
}

interface Description {
  first: Line;
  /** Fields that begin a line, such as `Status`. */
  fields: ReadonlyMap<string, string>;
  /** Indented lines by the field above them. */
  sections: ReadonlyMap<string, readonly Line[]>;
}

function sectionsOf(lines: readonly Line[]): Description {
  const fields = new Map<string, string>();
  const sections = new Map<string, Line[]>();
  let section: Line[] = [];
  for (const line of lines) {
    const [, name, value = ''] = /^([A-Z][\w ()-]{0,60}):(?: +(.*))?$/.exec(line.text) ?? [];
    if (name === undefined) {
      if (line.text.startsWith(' ')) section.push(line);
      continue;
    }
    section = [];
    // A pod's IPs repeat its IP further in; the first of a name counts.
    if (!fields.has(name)) fields.set(name, value.trim());
    sections.set(name, section);
  }
  return { first: lines[0] ?? { number: 1, text: '' }, fields, sections };
}

function placeOf({ first }: Description): { line: number; excerpt: string } {
  return { line: first.number, excerpt: first.text.trimEnd().slice(0, 240) };
}

function shown(fields: ReadonlyMap<string, string>, name: string): string | undefined {
  const value = fields.get(name);
  return value === undefined || value === '' || /^<(?:none|unset|unknown)>$/.test(value) ? undefined : value;
}

function podIn(object: Description): PodRow | undefined {
  const { fields, sections } = object;
  const [name, namespace] = [shown(fields, 'Name'), shown(fields, 'Namespace')];
  const phase = shown(fields, 'Status')?.split(' ', 1)[0];
  if (name === undefined || namespace === undefined || phase === undefined || !sections.has('Containers'))
    return undefined;
  const containers = containersIn(sections.get('Containers'));
  const all = [...containers, ...containersIn(sections.get('Init Containers'))];
  const ip = shown(fields, 'IP');
  const node = shown(fields, 'Node')?.split('/', 1)[0];
  return {
    namespace,
    name,
    status: statusOf(phase, shown(fields, 'Reason'), containers, containersIn(sections.get('Init Containers'))),
    ready: { ready: containers.filter(({ ready }) => ready).length, total: containers.length },
    restarts: all.reduce((sum, { restarts }) => sum + restarts, 0),
    ...(ip !== undefined && { ip }),
    ...(node !== undefined && { node }),
    ...placeOf(object),
  };
}

interface ContainerLines {
  state: string;
  reason?: string;
  ready: boolean;
  restarts: number;
}

/** Containers stand two spaces in, their fields four, the reason of a state six. */
function containersIn(lines: readonly Line[] = []): ContainerLines[] {
  const containers: ContainerLines[] = [];
  let inState = false;
  for (const { text } of lines) {
    if (/^ {2}\S+:\s*$/.test(text)) containers.push({ state: '', ready: false, restarts: 0 });
    const container = containers.at(-1);
    const [, indent = '', name, value = ''] = /^( {4}| {6})([A-Z][\w ]{0,40}): +(\S.{0,200})$/.exec(text) ?? [];
    if (container === undefined || name === undefined) continue;
    if (indent.length === 4) inState = name === 'State';
    if (name === 'State') container.state = value.trim();
    else if (name === 'Reason' && indent.length === 6 && inState) container.reason = value.trim();
    else if (name === 'Ready') container.ready = value.trim() === 'True';
    else if (name === 'Restart Count') container.restarts = Number(/^\d{1,9}/.exec(value)?.[0] ?? 0);
  }
  return containers;
}

/** The STATUS that the table of kubectl would show. */
function statusOf(
  phase: string,
  reason: string | undefined,
  containers: readonly ContainerLines[],
  inits: readonly ContainerLines[],
): string {
  if (phase === 'Terminating') return phase;
  const init = inits.find(
    ({ state, reason }) => state === 'Waiting' && reason !== undefined && reason !== 'PodInitializing',
  );
  if (init?.reason !== undefined) return `Init:${init.reason}`;
  if (reason !== undefined) return reason;
  const stopped = containers.find(({ state, reason }) => state !== 'Running' && reason !== undefined);
  return stopped?.reason ?? phase;
}

function nodeIn(object: Description): NodeRow | undefined {
  const { fields, sections } = object;
  const name = shown(fields, 'Name');
  const conditions = tableIn(sections.get('Conditions'));
  const ready = conditions.find((row) => row.cells.get('Type') === 'Ready')?.cells.get('Status');
  if (name === undefined || ready === undefined || !sections.has('System Info')) return undefined;
  const version = nested(sections.get('System Info'), 'Kubelet Version');
  const internalIP = nested(sections.get('Addresses'), 'InternalIP');
  return {
    name,
    ready: ready === 'True',
    schedulable: shown(fields, 'Unschedulable') !== 'true',
    ...(version !== undefined && { kubeletVersion: version }),
    ...(internalIP !== undefined && { internalIP }),
    ...placeOf(object),
  };
}

function nested(lines: readonly Line[] = [], name: string): string | undefined {
  const line = lines.find(({ text }) => text.trimStart().startsWith(`${name}:`));
  return line?.text.slice(line.text.indexOf(':') + 1).trim() || undefined;
}

/** A table further in: its header, a line of dashes, its rows. */
function tableIn(lines: readonly Line[] = []): { cells: Map<string, string>; line: Line }[] {
  const [header, ...rows] = lines;
  if (header === undefined) return [];
  const columns = columnsOf(header.text);
  return rows
    .filter(({ text }) => !/^ *-{2,} /.test(text) && text.trim() !== '')
    .map((line) => ({ cells: cutRow(columns, line.text), line }));
}

/** AGE is `2m`, or `2m (x10 over 5m)`. */
function eventsIn({ fields, sections }: Description, kind: 'Pod' | 'Node'): EventRow[] {
  return tableIn(sections.get('Events')).flatMap(({ cells, line }) => {
    const [, count = '1'] = /\(x(\d{1,9}) over /.exec(cells.get('Age') ?? '') ?? [];
    const row: Row = {
      cells: new Map([
        ['TYPE', cells.get('Type') ?? 'Normal'],
        ['REASON', cells.get('Reason') ?? ''],
        ['OBJECT', `${kind.toLowerCase()}/${fields.get('Name')}`],
        ['MESSAGE', cells.get('Message') ?? ''],
        ['COUNT', count],
      ]),
      namespace: shown(fields, 'Namespace') ?? 'default',
      line: line.number,
      text: line.text.trim(),
    };
    return cells.has('Reason') && cells.has('Message') ? (eventRow(row) ?? []) : [];
  });
}
