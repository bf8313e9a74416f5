import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { numberedLines } from './support/lines.js';

/** What a must-gather said about its own run: `gather.logs` of an image, or `must-gather.logs`, which repeats them all. */
export interface GatherLog {
  /** Who wrote it: an image, or oc itself. */
  by: 'image' | 'oc';
  /** First and last time in it, RFC 3339. */
  first?: string;
  last?: string;
  /**
   * Custom resources (`virtualservices.networking.istio.io`) of which a mesh collector fetched every object of all
   * namespaces; empty unless that collector came to its end.
   */
  listed: string[];
  failures: GatherFailure[];
  /** oc gave up on an image or could not fetch what it had gathered. */
  unfinished: boolean;
}

export interface GatherFailure {
  /** What was being gathered, as far as the lines before tell. */
  step?: string;
  reason: string;
  line: number;
  /** The line is of an image, and `gather.logs` of that image has it too. */
  relayed: boolean;
}

const maxFailures = 500;
const maxReason = 300;
const maxLine = 2000;

/** `[must-gather      ] OUT …`, `[must-gather-x7k2p] POD …`; a time follows since oc 4.9. */
const prefix = /^\[([\w-]{1,80}) {0,20}\] (OUT|POD) ?/;
const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) /;
const step = /^(?:Inspecting (?:resource )?|Dumping (?:resource |CRD )?|Collecting |Gathering data for )(\S.*)$/;
const customResource = /^(?:Inspecting resource crd\/|Dumping CRD )([a-z0-9.-]{3,253}?)\.{0,3}$/;
/** Service Mesh 3 and core name the script, Maistra says no more than `Done`. */
const begin = /^Executing Istio gather script$/;
const end = /^(?:Done executing Istio gather script|Done)$/;
const failure =
  /^(?:error:|Error from server|Error running |Unable to connect to the server|The connection to the server|E\d{4} \d\d:\d\d:\d\d)/;
const clientFailure = /^gather (?:never finished|did not start|output not downloaded|logs unavailable)/;

export const gatherLog = defineTextParser<'gather-log', GatherLog>({
  kind: 'gather-log',
  errorsAreData: true,
  parse(text) {
    const log: GatherLog = { by: 'image', listed: [], failures: [], unfinished: false };
    const reader = { log, asked: new Map<string, boolean>(), isMesh: false };
    for (const { number, text: line } of numberedLines(text)) readLine(reader, line.slice(0, maxLine), number);
    if (log.first === undefined && log.failures.length === 0 && reader.asked.size === 0)
      throw new Unusable('no log of oc adm must-gather');
    return { artifact: log };
  },
});

interface Reader {
  log: GatherLog;
  /** Custom resources asked for, and whether that went without a complaint. */
  asked: Map<string, boolean>;
  isMesh: boolean;
  step?: string;
  resource?: string;
}

function readLine(reader: Reader, line: string, number: number): void {
  const { log } = reader;
  const [marked = '', , from] = prefix.exec(line) ?? [];
  if (from !== undefined) log.by = 'oc';
  const [timed = '', at] = time.exec(line.slice(marked.length)) ?? [];
  const message = line.slice(marked.length + timed.length);
  if (at !== undefined) {
    log.first ??= at;
    log.last = at;
  }
  if (from === 'OUT' && clientFailure.test(message)) {
    log.unfinished ||= !message.startsWith('gather logs unavailable');
    addFailure(reader, message, number, false);
  } else if (failure.test(message)) {
    if (reader.resource !== undefined) reader.asked.set(reader.resource, false);
    addFailure(reader, message, number, from === 'POD');
  } else readProgress(reader, message.trim());
}

function readProgress(reader: Reader, message: string): void {
  if (begin.test(message)) reader.isMesh = true;
  else if (end.test(message) && reader.isMesh) {
    reader.log.listed = [...reader.asked].flatMap(([name, isFine]) => (isFine ? [name] : []));
  }
  const [, what] = step.exec(message) ?? [];
  if (what === undefined) return;
  reader.step = what;
  const [, resource] = customResource.exec(message) ?? [];
  if (resource === undefined) return;
  reader.resource = resource;
  if (!reader.asked.has(resource)) reader.asked.set(resource, true);
}

function addFailure({ log, step }: Reader, message: string, line: number, relayed: boolean): void {
  if (log.failures.length >= maxFailures) return;
  log.failures.push({
    ...(step !== undefined && { step: step.slice(0, maxReason) }),
    reason: message.trim().slice(0, maxReason),
    line,
    relayed,
  });
}
