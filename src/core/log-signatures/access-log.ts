import { accessClientFlags } from './access-client-flags.js';
import { accessFlags } from './access-flags.js';
import { accessReasons } from './access-reasons.js';
import type { AccessFacts, AccessSignature } from './access-signature.js';

/** Ordered from the exact to the general. */
export const accessSignatures: readonly AccessSignature[] = [...accessReasons, ...accessFlags, ...accessClientFlags];

/** Every known failure that the line shows, the most exact one first; empty when nothing is wrong with it. */
export function accessProblems(facts: AccessFacts): readonly AccessSignature[] {
  const flags = flagsOf(facts);
  const reason = `${facts.details ?? ''} ${facts.transportFailure ?? ''}`.replaceAll('_', ' ');
  return accessSignatures.filter(
    (signature) =>
      (signature.flags === undefined || signature.flags.some((flag) => flags.includes(flag))) &&
      (signature.alone === undefined || flags.length === 1) &&
      (signature.connection === undefined || signature.connection === isConnection(facts)) &&
      (signature.reason === undefined || signature.reason.test(reason)) &&
      (signature.cluster === undefined || signature.cluster.test(facts.cluster ?? '')),
  );
}

const noFilterChain = /^filter[_ ]chain[_ ]not[_ ]found/;

/** Formats without flags still print the details. */
function flagsOf({ flags, details = '' }: AccessFacts): readonly string[] {
  if (flags !== '-') return flags.split(',');
  return noFilterChain.test(details) ? ['NR'] : [];
}

/** The details tell it where they were printed, whatever the code (formats without the code have 0). */
function isConnection({ code, details = '' }: AccessFacts): boolean {
  if (noFilterChain.test(details)) return true;
  return code === 0 && !/^route[_ ]/.test(details);
}
