import { accessClientFlags } from './access-client-flags.js';
import { accessFlags } from './access-flags.js';
import { accessReasons } from './access-reasons.js';
import type { AccessFacts, AccessSignature } from './access-signature.js';

/** Ordered from the exact to the general. */
export const accessSignatures: readonly AccessSignature[] = [...accessReasons, ...accessFlags, ...accessClientFlags];

/** Every known failure that the line shows, the most exact one first; empty when nothing is wrong with it. */
export function accessProblems(facts: AccessFacts): readonly AccessSignature[] {
  const flags = facts.flags === '-' ? [] : facts.flags.split(',');
  const reason = `${facts.details ?? ''} ${facts.transportFailure ?? ''}`.replaceAll('_', ' ');
  return accessSignatures.filter(
    (signature) =>
      (signature.flags === undefined || signature.flags.some((flag) => flags.includes(flag))) &&
      (signature.alone === undefined || flags.length === 1) &&
      (signature.codeZero === undefined || signature.codeZero === (facts.code === 0)) &&
      (signature.reason === undefined || signature.reason.test(reason)) &&
      (signature.cluster === undefined || signature.cluster.test(facts.cluster ?? '')),
  );
}
