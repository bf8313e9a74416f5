export type BundleErrorCode =
  | 'not-found'
  | 'not-readable'
  | 'not-an-archive'
  | 'unsupported-format'
  | 'unknown-layout'
  | 'empty'
  | 'limit-exceeded'
  | 'bad-report';

/** The input cannot be used. The message is one sentence for the person who gave it: what, where, what to do. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
  constructor(
    readonly code: BundleErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Thrown by a parser when an entry holds nothing it can use; the text becomes the reason in the coverage ledger. */
export class Unusable extends Error {
  override readonly name: string = 'Unusable';
}

/** An entry that can be read in part or not at all because something happened to it: the bundle is then incomplete. */
export class Damaged extends Unusable {}

/** A report or another output could not be written; what was there before is untouched. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** Wrong flags or a bad configuration file. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
