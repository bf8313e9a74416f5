import { clipExcerpt, type Evidence } from '../../core/evidence.js';
import type { LogSignature } from '../../core/log-signatures/index.js';
import { maskLine } from './mask-line.js';
import { keysOf, type LifeMark } from './matcher.js';
import { TimeBuckets, type TimeSpread } from './time-buckets.js';

/** A known message in one log, as `SignatureMatch` of the model wants it. */
export interface SignatureSummary extends Partial<TimeSpread> {
  signature: string;
  count: number;
  first?: string;
  last?: string;
  lastLine: number;
  samples: Evidence[];
  keys: Map<string, string>;
}

/** Where a match was found. `entry` numbers multi-line messages: a stack trace counts once. */
export interface MatchPlace {
  line: number;
  entry: number;
  text: string;
  time?: string;
}

interface State extends SignatureSummary {
  entry: number;
  buckets: TimeBuckets;
  /** Milliseconds of the last lines, as many as the threshold needs. */
  recent: number[];
  /** The threshold was reached. */
  reported: boolean;
}

const maxSamples = 3;
/** A proxy that starts has up to half a minute to connect before its complaints count. */
const startAllowance = 30_000;

/** Counts the known messages of one log in constant memory. */
export class MatchSummary {
  private readonly states = new Map<string, State>();
  private started: number | undefined;
  private stopping = false;

  constructor(private readonly path: string) {}

  mark(mark: LifeMark, time: string | undefined): void {
    this.stopping = mark === 'stopping';
    if (mark === 'starting') this.started = milliseconds(time);
  }

  add(signature: LogSignature, match: RegExpExecArray, place: MatchPlace): void {
    if (this.discounted(signature, place.time)) return;
    const keys = new Map([...keysOf(match)].map(([name, text]) => [name, maskLine(text)]));
    let state = this.states.get(signature.id);
    if (state === undefined) {
      state = {
        signature: signature.id,
        count: 0,
        lastLine: place.line,
        samples: [],
        keys,
        entry: -1,
        buckets: new TimeBuckets(),
        recent: [],
        reported: false,
      };
      if (place.time !== undefined) state.first = place.time;
      this.states.set(signature.id, state);
    }
    if (state.entry === place.entry) return;
    state.entry = place.entry;
    state.count++;
    state.lastLine = place.line;
    if (place.time !== undefined) state.last = place.time;
    state.buckets.add(place.time);
    state.reported ||= reached(signature, state, place.time);
    this.sample(state, keys, place);
  }

  /** Messages that were seen often enough to mean something, in the order of their first line. */
  end(): SignatureSummary[] {
    return [...this.states.values()]
      .filter((state) => state.reported)
      .map(({ signature, count, first, last, lastLine, samples, keys, buckets }) => ({
        signature,
        count,
        ...(first !== undefined && { first }),
        ...(last !== undefined && { last }),
        lastLine,
        samples,
        keys,
        ...buckets.end(),
      }));
  }

  /** The first line, and later ones that name something else. */
  private sample(state: State, keys: Map<string, string>, { line, text }: MatchPlace): void {
    if (state.samples.length >= maxSamples) return;
    const named = [...keys.values()];
    if (state.samples.some(({ excerpt = '' }) => named.every((value) => excerpt.includes(value.slice(0, 60))))) return;
    state.samples.push({ path: this.path, line, excerpt: clipExcerpt(maskLine(text)) });
  }

  private discounted({ discount }: LogSignature, time: string | undefined): boolean {
    if (discount === undefined) return false;
    if (discount !== 'starting' && this.stopping) return true;
    const now = milliseconds(time);
    if (discount === 'stopping' || now === undefined || this.started === undefined) return false;
    return now >= this.started && now - this.started < startAllowance;
  }
}

/** Lines without a time count as near to the one before. */
function reached({ atLeast }: LogSignature, { recent }: State, time: string | undefined): boolean {
  if (atLeast === undefined) return true;
  const now = milliseconds(time) ?? recent.at(-1) ?? 0;
  recent.push(now);
  if (recent.length > atLeast.lines) recent.shift();
  return recent.length === atLeast.lines && now - (recent[0] ?? now) <= atLeast.seconds * 1000;
}

function milliseconds(time: string | undefined): number | undefined {
  const parsed = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(parsed) ? undefined : parsed;
}
