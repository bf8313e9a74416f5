import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { type Line, numberedLines } from './support/lines.js';

/** The log of istioctl bug-report about its own run: the only record of what it could not fetch. */
export interface BugReportLog {
  /** First and last time in it, RFC 3339. */
  from: string;
  to: string;
  istioctlVersion?: string;
  clusterEndpoint?: string;
  /** The context that it was told to use, else the current one. */
  targetContext?: string;
  /** The containers whose logs it set out to fetch. */
  containers: BugReportContainer[];
  failures: BugReportFailure[];
  /**
   * The namespaces that istioctl 1.30 joined by a comma when `--include` named several. kubectl finds no such namespace
   * and succeeds, so that the files under cluster/ are empty lists.
   */
  joinedNamespaces?: { names: string; line: number };
  /** The only namespace of which 1.30 lists objects when `--include` names one. */
  onlyNamespace?: string;
}

export interface BugReportContainer {
  namespace: string;
  /** Absent for pods that neither a Deployment nor a DaemonSet owns. */
  workload?: string;
  pod: string;
  container: string;
}

export interface BugReportFailure {
  /** Known of commands that never ended. */
  command?: string;
  reason: string;
  line: number;
}

/** Beginning of an entry; the lines up to the next one belong to it. */
const entryStart = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\s+(\w+)\s+(.*)$/;

const maxReason = 300;

interface State {
  log: Partial<BugReportLog> & Pick<BugReportLog, 'containers' | 'failures'>;
  running: Map<string, number>;
  /** What the lines that follow are. */
  inside?: 'containers' | 'error' | 'stderr' | 'stdout';
}

export const bugReportLog = defineTextParser({
  kind: 'bug-report-log',
  parse(text) {
    const state: State = { log: { containers: [], failures: [] }, running: new Map() };
    for (const line of numberedLines(text)) {
      const [, time, level = '', message = ''] = entryStart.exec(line.text) ?? [];
      if (time !== undefined) {
        state.log.from ??= time;
        state.log.to = time;
        delete state.inside;
        readEntry(state, level, { number: line.number, text: message });
      } else readContinuation(state, line);
    }
    const { from, to } = state.log;
    if (from === undefined || to === undefined) throw new Unusable('no log of istioctl bug-report');
    for (const [command, line] of state.running) state.log.failures.push({ command, reason: 'did not finish', line });
    return { artifact: { ...state.log, from, to } };
  },
});

function readEntry(state: State, level: string, line: Line): void {
  const [, verb, command] = /^(STARTING|COMPLETED) (.+)$/.exec(line.text) ?? [];
  if (command !== undefined && verb === 'STARTING') {
    state.running.set(command, line.number);
    readNamespaces(state, command, line.number);
  } else if (command !== undefined) state.running.delete(command);
  else if (level === 'error') readError(state, line);
  else readContinuation(state, line);
}

/** Lists of all types at once; up to 1.29 they are of all namespaces. */
function readNamespaces({ log }: State, command: string, line: number): void {
  const [, names] = /^kubectl (?:.* )?(?:-n|--namespace)[ =](\S+)/.exec(command) ?? [];
  if (names === undefined) return;
  if (names.includes(',')) log.joinedNamespaces ??= { names, line };
  else if (/ get (?:-n \S+ )?all,/.test(command)) log.onlyNamespace ??= names;
}

/** The texts that istioctl prints are logged too, and begin with an empty line more often than not. */
function readContinuation(state: State, line: Line): void {
  if (state.inside === 'containers') readContainer(state, line.text);
  else if (state.inside !== undefined) readErrorBlock(state, line);
  else if (/Fetching (?:proxy )?logs for the following containers:/.test(line.text)) state.inside = 'containers';
  const [, endpoint] = /Cluster endpoint: (\S+)/.exec(line.text) ?? [];
  if (endpoint !== undefined) state.log.clusterEndpoint ??= endpoint;
  const [, context] = /^Target cluster context: (\S+)/.exec(line.text) ?? [];
  if (context !== undefined) state.log.targetContext ??= context;
  const [, version] = /^(?:CLI version: )?version\.BuildInfo\{Version:"([^"]+)"/.exec(line.text) ?? [];
  if (version !== undefined) state.log.istioctlVersion ??= version;
}

function readContainer({ log }: State, text: string): void {
  const [namespace, workload, pod, container, ...rest] = text.trim().split('/');
  if (namespace && pod && container && rest.length === 0)
    log.containers.push({ namespace, ...(workload && { workload }), pod, container });
}

/** One entry holds all errors, joined by commas; each of a command is followed by what it printed. */
function readError(state: State, line: Line): void {
  state.inside = 'error';
  if (failureStart.test(line.text)) readErrorBlock(state, line);
  else state.log.failures.push({ reason: line.text.slice(0, maxReason), line: line.number });
}

const failureStart = /(?:^|, )(?:kubectl|podExec) error: (.*)$/;

function readErrorBlock(state: State, { number, text }: Line): void {
  const [, reason] = failureStart.exec(text) ?? [];
  const last = state.log.failures.at(-1);
  if (reason !== undefined) {
    state.log.failures.push({ reason: reason.slice(0, maxReason), line: number });
    state.inside = 'error';
  } else if (text === 'stderr:' || text === 'stdout:') state.inside = text === 'stderr:' ? 'stderr' : 'stdout';
  else if (state.inside === 'stderr' && text.trim() !== '' && last !== undefined) {
    // The first line of stderr says more than "exit status 1"; the rest of it repeats that for other types.
    last.reason = `${last.reason}: ${text.trim()}`.slice(0, maxReason);
    state.inside = 'stdout';
  }
}
