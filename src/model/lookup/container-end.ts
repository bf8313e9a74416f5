import type { Container, ContainerState } from '../facets.js';

/** How a container ended last; absent when it never did, or the bundle does not say. */
export function lastEnd({ state, lastTermination }: Container): ContainerState | undefined {
  return state?.state === 'terminated' ? state : lastTermination;
}

/** `exit code 137 (OOMKilled)`. */
export function endInWords(end: ContainerState | undefined): string | undefined {
  if (end?.exitCode === undefined) return end?.reason;
  return `exit code ${end.exitCode}${end.reason === undefined ? '' : ` (${end.reason})`}`;
}
