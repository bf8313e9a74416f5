import { Unusable } from '../../core/errors.js';
import { type SignatureComponent, signatureComponents } from '../../core/log-signatures/index.js';
import { defineWindowParser } from '../parser.js';
import type { LogPart } from './log-part.js';
import { LogScan } from './scan.js';

export type { AccessGroupSummary, AccessSummary } from './access-summary.js';
export { findKnownProblems, type KnownProblems } from './known-problems.js';
export type { LogPart } from './log-part.js';
export { logSourceWords } from './log-sources.js';
export type { SignatureSummary } from './match-summary.js';
export type { UnknownGroup, UnknownLines } from './unknown-lines.js';

/** One log file: the current instance, and the previous one where bug-report has appended it. */
export interface ContainerLogFile {
  parts: LogPart[];
}

/** First words of a file that holds the complaint of kubectl, a container runtime or cluster-info dump (the last two) instead of a log. */
const noLog =
  /^(?:Error response from daemon: No such container|rpc error: code = \w{1,20} desc = .{0,200}[Nn]o such container|Error from server|error: |The connection to the server|Unable to connect to the server|unable to retrieve container logs for|failed to try resolving symlinks|Create log request error: |Request log error: )/;
const complaintLength = 4096;

/** The log of a container, of any size and era. An empty log is a log; a file with only an error of kubectl is none. */
export const containerLog = defineWindowParser({
  kind: 'container-log',
  errorsAreData: true,
  emptyIsData: true,
  open({ path, tag, line }) {
    const scan = new LogScan(componentOf(tag.component), path, { previous: tag.previous, line });
    let complaint = '';
    let bytesSeen = 0;
    return {
      window(bytes, length, last) {
        const consumed = scan.window(bytes, length, last);
        if (bytesSeen < complaintLength) complaint += bytes.toString('latin1', 0, Math.min(consumed, complaintLength));
        bytesSeen += consumed;
        return consumed;
      },
      end() {
        if (bytesSeen < complaintLength && isComplaint(complaint)) throw new Unusable(complaint.trim().slice(0, 300));
        // Names and excerpts are slices of the lines they stood in; the clone keeps only what was cut out.
        return { artifact: structuredClone({ parts: scan.end() } satisfies ContainerLogFile) };
      },
    };
  },
});

function isComplaint(text: string): boolean {
  return noLog.test(text) && text.trim().split('\n', 4).length < 4;
}

function componentOf(component: string | undefined): SignatureComponent {
  return signatureComponents.find((known) => known === component) ?? 'application';
}
