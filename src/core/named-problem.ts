import type { Remedy } from './log-signatures/signature.js';
import type { Severity } from './severity.js';

/** One known problem of a log that stands on its own: nothing tells whose log it is. */
export interface NamedProblem {
  signature: string;
  severity: Severity;
  role: 'cause' | 'symptom';
  /** Number of the first line. */
  line: number;
  lastLine: number;
  /** How many lines (or multi-line messages) say so. */
  lines: number;
  /** How many of them the previous instance of the container wrote, where the log says which is which. */
  previousLines: number;
  /** RFC 3339, of the first and the last line that carry a time. */
  firstSeen?: string;
  lastSeen?: string;
  /** With the names of the first line. */
  title: string;
  why: string;
  fix: readonly [Remedy, ...Remedy[]];
  /** The first line, secrets masked. */
  excerpt?: string;
  /** Signatures of the same log that say more exactly what this one says. */
  explainedBy: readonly string[];
}

/** What is said of one log. */
export interface NamedLog {
  /** As it was given, `-` for standard input. */
  file: string;
  /** Lines that are not empty. */
  lines: number;
  /** RFC 3339. */
  from?: string;
  to?: string;
  /** The file could be read to its end. */
  complete: boolean;
  /** First line first. */
  problems: readonly NamedProblem[];
}
