import type { HeldCertificate, MeshModel, WorkloadCertificates } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { counted, listed, span, type TimelineEntry } from './entry.js';

const day = 86_400_000;
/** Authorities are renewed by hand: a month is what one needs for it. */
const soon = 30 * day;

/**
 * Certificates that were expired at `now` and authorities that expire within a month of it. Workload certificates are
 * renewed every few hours, so a coming expiry of one is no news.
 */
export function certificates(model: MeshModel, now: Date): TimelineEntry[] {
  const holders = listed(model, 'workloadCertificates');
  const leaves = holders.flatMap((holder) => holder.chain.slice(0, 1).map((certificate) => ({ holder, certificate })));
  const expired = leaves.filter(({ certificate }) => expiresBefore(certificate, now.getTime()));
  const authorities = holders.flatMap((holder) => holder.authorities.map((certificate) => ({ holder, certificate })));
  const ending = authorities.filter(({ certificate }) => expiresBefore(certificate, now.getTime() + soon));
  return [
    ...grouped(
      expired,
      ({ holder }) => `${holder.pod.namespace}/${holder.workload}`,
      (name) => `The certificate of ${name}`,
      now,
    ),
    ...grouped(
      ending,
      ({ certificate }) => certificate.subject ?? certificate.serial,
      (name) => `The root certificate ${name}`,
      now,
    ),
  ];
}

interface Held {
  holder: WorkloadCertificates;
  certificate: HeldCertificate;
}

function expiresBefore({ notAfter }: HeldCertificate, instant: number): boolean {
  return notAfter !== undefined && Date.parse(notAfter) <= instant;
}

function grouped(
  held: readonly Held[],
  nameOf: (one: Held) => string,
  words: (name: string) => string,
  now: Date,
): TimelineEntry[] {
  return [...groupBy(held, nameOf)].flatMap(([name, group]): TimelineEntry[] => {
    const when = span(group.map(({ certificate }) => certificate.notAfter));
    if (when === undefined) return [];
    const isPast = Date.parse(when.at) <= now.getTime();
    const pods = new Set(group.map(({ holder }) => holder.pod)).size;
    return [
      {
        kind: 'certificate',
        ...when,
        title: `${words(name)} ${isPast ? 'expired' : 'expires'}${pods === 1 ? '' : `, held by ${counted(pods, 'pod')}`}`,
        severity: isPast ? 'error' : 'warning',
        count: group.length,
        clock: 'authority',
        resolution: 1,
        evidence: group[0].certificate.source,
      },
    ];
  });
}
