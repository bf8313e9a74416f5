import type { Capture, Pod } from '../facets.js';

/** Serves configuration to proxies: istiod, or Pilot before Istio 1.5; revisions and vendors append to the name. */
export function servesProxies(pod: { workload: string }): boolean {
  return /^(?:istiod|istio-pilot)(?:-|$)/.test(pod.workload);
}

/** kubectl shows a pod's phase, or the reason that hides it, as its status. */
export function isRunning(pod: Pod): boolean {
  return pod.status === 'Running';
}

/**
 * When the capture began, in milliseconds: what was younger than a few seconds then may still have been on its way.
 * Entries are read minutes before the end that `now` stands for.
 */
export function captureStart(capture: Capture | undefined, now: Date): number {
  const from = Date.parse(capture?.from ?? '');
  return Number.isNaN(from) ? now.getTime() : from;
}
