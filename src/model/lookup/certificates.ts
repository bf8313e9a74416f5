import { citeField, type Evidence } from '../../core/evidence.js';
import type { HeldCertificate, OfPod, WorkloadCertificates } from '../facets.js';

const dayMs = 24 * 60 * 60 * 1000;

export interface Identity {
  trustDomain: string;
  namespace: string;
  serviceAccount: string;
}

/** The workload identity in `spiffe://trust-domain/ns/namespace/sa/account`. */
export function identityIn(name: string): Identity | undefined {
  const [, trustDomain, namespace, serviceAccount] =
    /^spiffe:\/\/([^/]{1,253})\/ns\/([^/]{1,253})\/sa\/([^/]{1,253})$/.exec(name) ?? [];
  if (trustDomain === undefined || namespace === undefined || serviceAccount === undefined) return undefined;
  return { trustDomain, namespace, serviceAccount };
}

/** The workload identity among a certificate's names. */
export function identityOf({ names }: HeldCertificate): Identity | undefined {
  return names.map(identityIn).find((identity) => identity !== undefined);
}

/** The certificate by which a proxy tells who it is; a gateway holds those of its servers beside it. */
export function ownCertificate({ chain }: WorkloadCertificates): HeldCertificate | undefined {
  return chain.find((certificate) => identityOf(certificate) !== undefined);
}

/** Days until it expires, negative afterwards; absent when its source does not say. */
export function daysLeft(certificate: HeldCertificate, now: Date): number | undefined {
  const { notAfter, daysLeft: stated } = certificate;
  const end = Date.parse(notAfter ?? '');
  return Number.isNaN(end) ? stated : (end - now.getTime()) / dayMs;
}

export function isExpired(certificate: HeldCertificate, now: Date): boolean {
  const left = daysLeft(certificate, now);
  return left !== undefined && left < 0;
}

/** `on 2026-03-04T00:00:00Z`, or how long ago where only days are known (Istio 1.0). */
export function expiryInWords({ notAfter, daysLeft: stated = 0 }: HeldCertificate): string {
  if (notAfter !== undefined) return `on ${notAfter}`;
  return stated < 0 ? `${-stated} days before the capture` : `${stated} days after the capture`;
}

export function citeCertificate(owner: OfPod, certificate: HeldCertificate, field: string, value: string): Evidence {
  return citeField(certificate.source, field, `${value} (serial ${certificate.serial}, pod ${owner.pod.name})`);
}
