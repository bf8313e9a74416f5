import type { Evidence } from '../../core/evidence.js';
import { type LogCheck, type LogSignature, signaturesById } from '../../core/log-signatures/index.js';
import type { Remedy } from '../../core/log-signatures/signature.js';
import { isNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { Severity } from '../../core/severity.js';
import { shorten } from '../../core/shorten.js';
import { type Subject, subjectLabel } from '../../core/subject.js';
import type { ContainerLog, LogComponent, MeshFacts, SignatureMatch } from '../facets.js';
import { adviceFor, type Behind, evidenceWith } from './behind/behind.js';
import type { LogMessage } from './behind/log-message.js';
import { groupBy } from './derive.js';
import { oldestMinor } from './istio-version.js';
import { ownerArgs, ownerSubject } from './log-owner.js';
import { spread } from './spread.js';

/** A known message and every log that has it; the shape of a finding. */
export interface LogProblem {
  messageId: string;
  args: Record<string, string | number>;
  subject: Subject;
  severity: Severity;
  detail: string;
  fix: readonly [Remedy, ...Remedy[]];
  evidence: NonEmpty<Evidence>;
  firstSeen?: string;
  lastSeen?: string;
}

interface Sighting {
  signature: LogSignature;
  match: SignatureMatch;
  log: ContainerLog;
  subject: Subject;
  about: string;
}

/** What stands for a name that the line did not have. */
const unnamed = '(not named)';

/**
 * What a check reports of the known messages in logs: one problem a signature, subject and identifying key, however many
 * logs have it. Messages that a more exact one of the same log explains are left out. `controlPlane` is the subject of
 * signatures that are about the control plane although proxies log them; `behind` knows the configuration of which
 * messages speak.
 */
export function logProblems(
  logs: readonly ContainerLog[],
  check: LogCheck,
  controlPlane?: Subject,
  behind: (message: LogMessage) => Behind | undefined = () => undefined,
): LogProblem[] {
  const sightings = logs.flatMap((log) => sightingsIn(log, check, controlPlane));
  const groups = groupBy(sightings, ({ signature, subject, about }) =>
    JSON.stringify([signature.id, subjectLabel(subject), about]),
  );
  return [...groups.values()].flatMap(
    (group) => problemOf(group, behind({ signature: group[0].signature.id, sightings: group })) ?? [],
  );
}

/** What proxies connect to: Pilot, or istiod since Istio 1.5. */
export function servingControlPlane(mesh: MeshFacts): Subject & { namespace: string } {
  const name = (oldestMinor(mesh) ?? 5) < 5 ? 'istio-pilot' : 'istiod';
  return { kind: 'ControlPlane', namespace: mesh.istioNamespaces[0] ?? 'istio-system', name };
}

function sightingsIn(log: ContainerLog, check: LogCheck, controlPlane: Subject | undefined): Sighting[] {
  const known = knownIn(log.component);
  return log.matches.flatMap((match) => {
    const signature = known.get(match.signature);
    if (signature === undefined || !signature.checks.includes(check) || isExplained(match, log)) return [];
    return [
      { signature, match, log, subject: subjectOf(signature, log, controlPlane), about: about(signature, match) },
    ];
  });
}

/** Enough more exact messages stand in the same log to account for every line of this one. */
function isExplained(match: SignatureMatch, log: ContainerLog): boolean {
  const known = knownIn(log.component);
  const explaining = log.matches.filter(({ signature }) => known.get(signature)?.explains?.includes(match.signature));
  return explaining.length > 0 && explaining.reduce((sum, { count }) => sum + count, 0) >= match.count;
}

function subjectOf({ subject }: LogSignature, log: ContainerLog, controlPlane: Subject | undefined): Subject {
  if (subject === 'mesh' && log.component !== 'control-plane') return { kind: 'Mesh', name: 'mesh' };
  if (subject === 'control-plane' && controlPlane !== undefined) return controlPlane;
  return ownerSubject(log);
}

function about({ identity }: LogSignature, { keys }: SignatureMatch): string {
  const value = identity === undefined ? undefined : keys.get(identity);
  if (value === undefined) return '';
  return identity === 'reason' ? withoutVariables(value) : value;
}

/** A message without what differs between two occurrences of the same problem: numbers, addresses, hexadecimal ids. */
function withoutVariables(text: string): string {
  return text
    .slice(0, 160)
    .replace(/\b[0-9a-f]{8,}\b|\d+/gi, '#')
    .replace(/#[#.:]+/g, '#');
}

function problemOf(group: NonEmpty<Sighting>, behind: Behind | undefined): LogProblem | undefined {
  const [{ signature, match, log, subject, about }] = group;
  const samples = spread(group.map((sighting) => sighting.match.samples));
  if (!isNonEmpty(samples)) return undefined;
  const count = group.reduce((sum, sighting) => sum + sighting.match.count, 0);
  const first = group.flatMap((sighting) => sighting.match.first ?? []).sort()[0];
  const last = group
    .flatMap((sighting) => sighting.match.last ?? sighting.match.first ?? [])
    .sort()
    .at(-1);
  const args = {
    ...namesIn(signature, match),
    ...ownerArgs(log),
    ...(log.node !== undefined && { node: log.node }),
    count,
    logs: group.length,
    about,
  };
  return {
    messageId: signature.id,
    args,
    subject,
    severity: severityOf(group),
    detail: [
      detailOf(
        signature,
        count,
        group.every((sighting) => sighting.log.previous),
      ),
      ...(behind === undefined ? [] : [behind.text]),
    ].join(' '),
    fix: adviceFor(signature.fix, behind),
    evidence: evidenceWith(samples, behind),
    ...(first !== undefined && { firstSeen: first }),
    ...(last !== undefined && { lastSeen: last }),
  };
}

function severityOf(group: NonEmpty<Sighting>): Severity {
  const [{ signature }] = group;
  return signature.transient === true && group.every(({ match }) => match.count === 1) ? 'info' : signature.severity;
}

/** The keys of the first line, and a filler for those that the title names and the line did not have. */
function namesIn({ title }: LogSignature, { keys }: SignatureMatch): Record<string, string> {
  const missing = [...title.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, unnamed] as const);
  return Object.fromEntries([...missing, ...[...keys].map(([name, text]) => [name, shorten(text)] as const)]);
}

function detailOf({ why }: LogSignature, count: number, previous: boolean): string {
  const times = count === 1 ? 'once' : `${count} times`;
  return `${why} Logged ${times}${previous ? ', by the previous instance of the container' : ''}.`;
}

const tables = new Map<LogComponent, ReadonlyMap<string, LogSignature>>();

function knownIn(component: LogComponent): ReadonlyMap<string, LogSignature> {
  const known = tables.get(component) ?? signaturesById(component);
  tables.set(component, known);
  return known;
}
