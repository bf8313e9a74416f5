import type { Severity } from '../severity.js';

/** The checks that report known log messages. */
export type LogCheck =
  | 'logs/proxy'
  | 'logs/control-plane'
  | 'logs/application'
  | 'dns/server-errors'
  | 'pod-network/init-failure'
  | 'pod-network/cni-failure'
  | 'control-plane/stream-errors';

export interface Remedy {
  text: string;
  /** A command to copy, with `{placeholders}` like those of the title. */
  command?: string;
  doc?: string;
}

/** What a reader is told about a known problem, wherever it was recognised. */
export interface KnownProblem {
  /** Stable for ever; the `messageId` of the finding. */
  id: string;
  severity: Severity;
  /** Whether the line usually names a cause, or what another problem leads to. */
  role: 'cause' | 'symptom';
  /** What is wrong, with `{placeholders}`. */
  title: string;
  /** At most two sentences. */
  why: string;
  fix: readonly [Remedy, ...Remedy[]];
}

/**
 * One known message of a log. Adding one is adding an element to the array of its topic.
 * The title may name the groups of the pattern, `workload`, `namespace` and `count`.
 */
export interface LogSignature extends KnownProblem {
  /** At least one of these stands in every line that the pattern matches. */
  literals: readonly [string, ...string[]];
  /**
   * Linear on a line of 16 KiB: no nested quantifier, repeated wildcards bounded. Its
   * named groups are the keys of the match; `name2` and `name3` are further places of the key `name`.
   */
  pattern: RegExp;
  /**
   * The checks that report it, each for the logs that it reads. None for what a check reads better elsewhere, such as
   * events, which are objects in a bundle: it is named only where a text stands on its own.
   */
  checks: readonly LogCheck[];
  /** Fewer lines than this inside the window are part of healthy operation. */
  atLeast?: { lines: number; seconds: number };
  /** Lines of the first 30 seconds of a container, or after it began to drain, are not counted. */
  discount?: 'starting' | 'stopping' | 'both';
  /** A single line is what a restart leaves behind; the finding is then information only. */
  transient?: true;
  /** The group that tells two findings about one subject apart; `reason` is compared without the parts that vary. */
  identity?: string;
  /** What the finding is about when it is not the container's own workload. */
  subject?: 'mesh' | 'control-plane';
  /** Less exact signatures that match the same lines; they are not reported beside this one. */
  explains?: readonly string[];
}
