import { type Message, message, messages, number, text } from '../message.js';

/** The threshold of zero that no call gets past. */
export interface ClosedGate {
  /** `max_requests`. */
  threshold: string;
  priority: 'DEFAULT' | 'HIGH';
}

const thresholdsOf = {
  tcp: ['max_connections'],
  // A connection pool opens its first connection whatever max_connections is, so that zero blocks no HTTP.
  http: ['max_pending_requests', 'max_requests'],
  any: ['max_connections', 'max_pending_requests', 'max_requests'],
} as const;

/** The circuit breaker that blocks every call, if one does; without `protocol` any that could. */
export function closedGate(
  cluster: Message,
  { protocol = 'any', priority = 'DEFAULT' }: { protocol?: 'http' | 'tcp' | 'any'; priority?: 'DEFAULT' | 'HIGH' } = {},
): ClosedGate | undefined {
  const thresholds = messages(message(cluster.circuit_breakers).thresholds).find(
    (candidate) => (text(candidate.priority) ?? 'DEFAULT') === priority,
  );
  const threshold = thresholdsOf[protocol].find((name) => number(thresholds?.[name]) === 0);
  return threshold === undefined ? undefined : { threshold, priority };
}
