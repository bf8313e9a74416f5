import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { shorten } from '../core/shorten.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';

/** Why a collector of Replicated troubleshoot brought nothing, or less than it should have. */
export interface CollectorErrors {
  failures: CollectorFailure[];
}

export interface CollectorFailure {
  /** A namespace, a custom resource (`virtualservices.networking.istio.io`) or a collector. */
  what?: string;
  reason: string;
}

const maxFailures = 200;

/** `collector-errors/<name>-error.json`; `<kind>-errors.json` with messages by what they are about; or messages alone. */
const contents = z.union([
  z
    .object({ collector: z.string(), error: z.string() })
    .transform(({ collector, error }): CollectorFailure[] => [{ what: collector, reason: error }]),
  z.array(z.string()).transform((reasons): CollectorFailure[] => reasons.map((reason) => ({ reason }))),
  z
    .record(z.string(), z.string())
    .transform((reasons): CollectorFailure[] => Object.entries(reasons).map(([what, reason]) => ({ what, reason }))),
]);

export const collectorErrors = defineTextParser<'collector-errors', CollectorErrors>({
  kind: 'collector-errors',
  errorsAreData: true,
  parse(text) {
    const failures = /^\s*[[{]/.test(text) ? fromJson(text) : [{ reason: text.trim() }];
    if (failures.length === 0) throw new Unusable('no error in it');
    return {
      artifact: {
        failures: failures.slice(0, maxFailures).map((failure) => ({ ...failure, reason: shorten(failure.reason) })),
      },
    };
  },
});

function fromJson(text: string): CollectorFailure[] {
  const { data } = contents.safeParse(parseJson(text));
  if (data === undefined) throw new Unusable('not the errors of a collector');
  return data;
}
