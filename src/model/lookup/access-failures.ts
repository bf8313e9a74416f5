import type { Evidence } from '../../core/evidence.js';
import { type AccessSignature, accessProblems } from '../../core/log-signatures/index.js';
import type { Subject } from '../../core/subject.js';
import type { AccessLogGroup, ContainerLog, LineTimes, MeshFacts } from '../facets.js';
import { type Destination, destinationOf } from './access-destination.js';
import { groupBy } from './derive.js';
import { joinTimes } from './line-times.js';
import { ownerSubject } from './log-owner.js';
import { spread } from './spread.js';

/** One kind of failure towards one destination, over the access logs of all proxies. */
export interface AccessFailure {
  signature: AccessSignature;
  destination: Destination;
  subject: Subject;
  /** The first log that shows it. */
  log: ContainerLog;
  /** The first group of lines that shows it. */
  group: AccessLogGroup;
  count: number;
  /** Logs with such lines. */
  proxies: number;
  /** The largest share among the lines of one proxy, 0 to 1. */
  share: number;
  samples: readonly Evidence[];
  first?: string;
  last?: string;
  times: LineTimes;
  /** All lines that show it. */
  rows: readonly AccessRow[];
}

/** Lines of one log with the same failure. */
export interface AccessRow {
  signature: AccessSignature;
  destination: Destination;
  subject: Subject;
  log: ContainerLog;
  group: AccessLogGroup;
}

/** Healthy proxies have a few of everything: from this many lines a failure is reported, however small its share. */
const manyLines = 20;
const smallestShare = 0.01;

/** What other sources say about lines of an access log. */
export interface AccessJudgement {
  /** The lines say nothing about the mesh. */
  isNoise(row: AccessRow): boolean;
  /** The failure is a fact, however few lines show it. */
  isConfirmed(row: AccessRow): boolean;
}

/** What access logs show often enough to matter, or what is confirmed. */
export function accessFailures(
  logs: readonly ContainerLog[],
  mesh: MeshFacts,
  { isNoise, isConfirmed }: AccessJudgement,
): AccessFailure[] {
  const rows = logs.flatMap((log) => rowsOf(log, mesh)).filter((row) => !isNoise(row));
  const failures = groupBy(rows, ({ signature, subject, destination, group }) =>
    JSON.stringify([signature.id, subject.namespace, subject.name, destination.text, namedReason(signature, group)]),
  );
  return [...failures.values()].filter((group) => isConfirmed(group[0]) || isFrequent(group)).map(failureOf);
}

/** The reason is a part of the finding only where its title shows it (the policy that refused, the fault of a token). */
export function namedReason({ title }: AccessSignature, { details }: AccessLogGroup): string | undefined {
  return title.includes('{details}') ? details : undefined;
}

function rowsOf(log: ContainerLog, mesh: MeshFacts): AccessRow[] {
  return (log.access?.groups ?? []).flatMap((group) => {
    const [signature] = accessProblems(group);
    if (signature === undefined) return [];
    const destination = destinationOf(group, log, mesh);
    const { service } = destination;
    const isOwn = signature.subject === 'proxy' || service === undefined;
    const subject = isOwn ? ownerSubject(log) : { kind: 'Service', ...service };
    return [{ signature, destination, subject, log, group }];
  });
}

/** At least one proxy has a large share of such lines, or many of them. */
function isFrequent(rows: readonly AccessRow[]): boolean {
  return [...groupBy(rows, ({ log }) => `${log.source.path} ${log.previous}`).values()].some((ofLog) => {
    const [{ signature, log }] = ofLog;
    const count = lineCount(ofLog);
    if (shareOf(count, log) >= (signature.share ?? smallestShare)) return true;
    return signature.share === undefined && count >= manyLines;
  });
}

function failureOf(rows: readonly [AccessRow, ...AccessRow[]]): AccessFailure {
  const [{ signature, destination, subject, log, group }] = rows;
  const byLog = [...groupBy(rows, (row) => `${row.log.source.path} ${row.log.previous}`).values()];
  const first = rows.flatMap((row) => row.group.first ?? []).sort()[0];
  const last = rows
    .flatMap((row) => row.group.last ?? [])
    .sort()
    .at(-1);
  return {
    signature,
    destination,
    subject,
    log,
    group,
    count: lineCount(rows),
    proxies: byLog.length,
    share: Math.max(...byLog.map((ofLog) => shareOf(lineCount(ofLog), ofLog[0].log))),
    samples: spread(rows.map((row) => row.group.samples)),
    times: joinTimes(rows.map((row) => row.group)),
    rows,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
  };
}

function lineCount(rows: readonly AccessRow[]): number {
  return rows.reduce((sum, { group }) => sum + group.count, 0);
}

function shareOf(count: number, { access }: ContainerLog): number {
  return access === undefined || access.lines === 0 ? 0 : count / access.lines;
}
