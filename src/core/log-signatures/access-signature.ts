import type { KnownProblem } from './signature.js';

/** What one flagged access-log line says; the names are those of Envoy's access log operators. */
export interface AccessFacts {
  /** RESPONSE_FLAGS as printed, `-` for none. */
  flags: string;
  code: number;
  cluster?: string;
  details?: string;
  transportFailure?: string;
}

/** A known failure in access logs. All conditions that are given must hold. */
export interface AccessSignature extends KnownProblem {
  /** One of these is among the response flags. */
  flags?: readonly string[];
  /** No other flag stands beside it. */
  alone?: true;
  /** Whether the line is about a connection that got no filter chain, and not about a request. */
  connection?: boolean;
  /** In the response code details or the transport failure, with blanks for underscores (Envoy printed either). */
  reason?: RegExp;
  cluster?: RegExp;
  /** The finding is about the workload whose proxy wrote the line, not about the destination. */
  subject?: 'proxy';
  /** Share of a proxy's lines from which the finding is made; 0.01 unless given, and then 20 lines are not enough. */
  share?: number;
}
