/** Kinds of entries, in the order in which one thing usually leads to the next. */
export const timelineKinds = [
  'change',
  'push',
  'rejected',
  'certificate',
  'restart',
  'event',
  'failures',
  'problem',
  'capture',
] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/**
 * Whose clock a time is by: of the host that captured, of the API server and its controllers, of a node (containers, proxies
 * and their logs), or of the authority that signed a certificate.
 */
export const timelineClocks = ['capture', 'kubernetes', 'node', 'authority'] as const;
export type TimelineClock = (typeof timelineClocks)[number];
