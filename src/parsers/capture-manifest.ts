import { z } from 'zod';
import { Damaged } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';
import { type Line, numberedLines } from './support/lines.js';

/** meta/manifest.ndjson of scripts/capture.sh: the run, one line a step, the totals. */
export interface CaptureManifest {
  tool: string;
  version?: string;
  /** RFC 3339. */
  started: string;
  /** Absent: the script did not come to its end. */
  ended?: string;
  interrupted: boolean;
  istioctl?: string;
  /** Proxies that the script saw in the lists of pods. */
  proxiesKnown?: number;
  steps: CaptureStep[];
}

export interface CaptureStep {
  name: string;
  path?: string;
  argv: string[];
  /** RFC 3339. */
  start?: string;
  milliseconds?: number;
  exit?: number;
  /** A word for what went wrong, with the message of the command behind it: `forbidden: Error from server …`. */
  error?: string;
  /** Why the step was not tried, in the same form. */
  skipped?: string;
  truncated: boolean;
  /** Values that the script took out of the output. */
  redacted?: number;
  line: number;
}

const schemaName = 'meshtriage.capture/1';

const text = z.string().optional().catch(undefined);
const count = z.number().int().min(0).optional().catch(undefined);

const header = z.object({
  schema: z.literal(schemaName),
  started: z.iso.datetime({ offset: true }),
  tool: z.string().default('capture.sh'),
  version: text,
  istioctl: text,
});

const step = z.object({
  step: z.string().min(1),
  path: text,
  argv: z.array(z.string()).default([]).catch([]),
  start: z.iso.datetime({ offset: true }).optional().catch(undefined),
  ms: count,
  exit: z.number().int().optional().catch(undefined),
  error: text,
  skipped: text,
  detail: text,
  truncated: z.boolean().default(false).catch(false),
  redacted: count,
});

const end = z.object({
  ended: z.iso.datetime({ offset: true }),
  interrupted: z.boolean().default(false),
  proxiesKnown: count,
});

export const captureManifest = defineTextParser({
  kind: 'capture-manifest',
  parse(content, { path }) {
    const [first, ...rest] = numberedLines(content).filter((line) => line.text.trim() !== '');
    const { data: run } = header.safeParse(first && jsonOf(first));
    if (run === undefined) throw new Damaged(`the first line is not of schema ${schemaName}`);
    const { tool, version, started, istioctl } = run;
    const artifact: CaptureManifest = {
      tool,
      ...(version !== undefined && { version }),
      started,
      interrupted: true,
      ...(istioctl !== undefined && { istioctl }),
      steps: [],
    };
    const notes: Note[] = [];
    for (const line of rest) {
      if (!readLine(artifact, line)) notes.push({ code: 'capture-manifest-unreadable', path, line: line.number });
    }
    return { artifact, notes };
  },
});

function readLine(artifact: CaptureManifest, line: Line): boolean {
  const value = jsonOf(line);
  if (header.safeParse(value).success) {
    // A later run added to what is there.
    artifact.interrupted = true;
    return true;
  }
  const { data: last } = end.safeParse(value);
  if (last !== undefined) {
    artifact.ended = last.ended;
    artifact.interrupted = last.interrupted;
    if (last.proxiesKnown !== undefined) artifact.proxiesKnown = last.proxiesKnown;
    return true;
  }
  const { data } = step.safeParse(value);
  if (data === undefined) return false;
  const { path, argv, start, ms, exit, detail, truncated, redacted } = data;
  const error = withDetail(data.error, detail);
  const skipped = withDetail(data.skipped, detail);
  artifact.steps.push({
    name: data.step,
    ...(path !== undefined && { path }),
    argv,
    ...(start !== undefined && { start }),
    ...(ms !== undefined && { milliseconds: ms }),
    ...(exit !== undefined && { exit }),
    ...(error !== undefined && { error }),
    ...(skipped !== undefined && { skipped }),
    truncated,
    ...(redacted !== undefined && { redacted }),
    line: line.number,
  });
  return true;
}

function withDetail(reason: string | undefined, detail: string | undefined): string | undefined {
  return reason === undefined || detail === undefined ? reason : `${reason}: ${detail}`;
}

/** A line that was cut off is no JSON. */
function jsonOf(line: Line): unknown {
  try {
    return parseJson(line.text);
  } catch {
    return undefined;
  }
}
