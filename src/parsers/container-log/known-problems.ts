import {
  type AccessSignature,
  accessProblems,
  type LogSignature,
  type LogSource,
  signaturesById,
} from '../../core/log-signatures/index.js';
import type { NamedProblem } from '../../core/named-problem.js';
import type { AccessGroupSummary } from './access-summary.js';
import type { LogPart } from './log-part.js';
import { logSourceOf } from './log-sources.js';
import type { SignatureSummary } from './match-summary.js';
import { LogScan } from './scan.js';

/** What a log says that stands on its own. */
export interface KnownProblems {
  /** Lines that are not empty. */
  lines: number;
  from?: string;
  to?: string;
  /** First line first. */
  problems: NamedProblem[];
}

/**
 * Names the known problems in a log, in constant memory. `component` is a component or a common word for one (`istiod`,
 * `pilot-agent`, `coredns` …); any other word, such as `auto`, looks for what any of them could have written.
 */
export async function findKnownProblems(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  component: string,
): Promise<KnownProblems> {
  const source = logSourceOf(component);
  const scan = new LogScan(source, '');
  let pending: Uint8Array = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = pending.length === 0 ? asBuffer(chunk) : Buffer.concat([pending, chunk]);
    pending = Buffer.from(bytes.subarray(scan.window(bytes, bytes.length, false)));
  }
  scan.window(asBuffer(pending), pending.length, true);
  return summaryOf(scan.end(), source);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function summaryOf(parts: readonly LogPart[], source: LogSource): KnownProblems {
  const explained = new Map<string, readonly string[]>();
  const found = new Map<string, NamedProblem>();
  for (const part of parts) {
    for (const { explains = [], ...problem } of problemsOf(part, source)) {
      const known = found.get(problem.signature);
      found.set(problem.signature, known === undefined ? problem : joined(known, problem));
      for (const id of explains) explained.set(id, [...new Set([...(explained.get(id) ?? []), problem.signature])]);
    }
  }
  const times = parts.flatMap(({ first, last }) => [first ?? [], last ?? []].flat()).sort();
  const [from, to] = [times[0], times.at(-1)];
  return {
    lines: parts.reduce((sum, { lines }) => sum + lines, 0),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    problems: [...found.values()]
      .map((problem) => ({ ...problem, explainedBy: explained.get(problem.signature) ?? [] }))
      .sort((a, b) => a.line - b.line || (a.signature < b.signature ? -1 : 1)),
  };
}

/** The same problem twice: in groups of access-log lines, or in both instances of a container. */
function joined(a: NamedProblem, b: NamedProblem): NamedProblem {
  const [first, second] = a.line <= b.line ? [a, b] : [b, a];
  const seen = [a.firstSeen, b.firstSeen].flatMap((time) => time ?? []).sort();
  const last = [a.lastSeen, b.lastSeen].flatMap((time) => time ?? []).sort();
  return {
    ...second,
    ...first,
    lastLine: Math.max(a.lastLine, b.lastLine),
    lines: a.lines + b.lines,
    previousLines: a.previousLines + b.previousLines,
    ...(seen[0] !== undefined && { firstSeen: seen[0] }),
    ...(last.at(-1) !== undefined && { lastSeen: last.at(-1) as string }),
  };
}

type Found = NamedProblem & { explains?: readonly string[] };

function problemsOf(part: LogPart, source: LogSource): Found[] {
  const signatures = signaturesById(source);
  const ofText = part.matches.flatMap((match) => {
    const signature = signatures.get(match.signature);
    return signature === undefined ? [] : [problemOf(signature, { ...match, names: match.keys }, part.previous)];
  });
  const ofAccess = (part.access?.groups ?? []).flatMap((group) =>
    accessProblems(group).map((signature) => problemOf(signature, { ...group, names: namesOf(group) }, part.previous)),
  );
  return [...ofText, ...ofAccess];
}

type Occurrences = Pick<SignatureSummary, 'count' | 'first' | 'last' | 'lastLine' | 'samples'> & {
  names: ReadonlyMap<string, string>;
};

function problemOf(
  signature: LogSignature | AccessSignature,
  { count, first, last, lastLine, samples, names }: Occurrences,
  previous: boolean,
): Found {
  const { id, severity, role, title, why, fix } = signature;
  const [sample] = samples;
  return {
    signature: id,
    severity,
    role,
    line: sample?.line ?? lastLine,
    lastLine,
    lines: count,
    previousLines: previous ? count : 0,
    ...(first !== undefined && { firstSeen: first }),
    ...(last !== undefined && { lastSeen: last }),
    title: titleWith(title, names),
    why,
    fix,
    ...(sample?.excerpt !== undefined && { excerpt: sample.excerpt }),
    explainedBy: [],
    ...('explains' in signature && signature.explains !== undefined && { explains: signature.explains }),
  };
}

function namesOf({ cluster, authority, code, details }: AccessGroupSummary): ReadonlyMap<string, string> {
  const names = Object.entries({ destination: cluster ?? authority, code: String(code), details });
  return new Map(names.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** Stands for a name that the line did not have, in the middle of a sentence. */
const unnamed = '(not named)';

/** A log that stands on its own does not say whose it is. */
function titleWith(title: string, names: ReadonlyMap<string, string>): string {
  return title
    .replaceAll('{owner}', 'this workload')
    .replace(/\{(\w+)\}/g, (_, name: string) => names.get(name) ?? unnamed)
    .replace(` (${unnamed})`, '')
    .replace(`: ${unnamed}`, '');
}
