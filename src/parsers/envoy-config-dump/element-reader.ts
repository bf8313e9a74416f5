import { ZodError } from 'zod';
import { endOfValue } from '../support/json-bytes.js';
import type { View } from '../support/json-walker.js';
import type { EnvoyVirtualHost } from './artifact.js';
import type { Place } from './collector.js';
import { createEndGuesser } from './element-end.js';
import type { ElementPool, KnownElement } from './element-pool.js';
import { type Element, elementReaders } from './elements.js';
import { snakeCaseKeys } from './message.js';
import { type Projection, project } from './projection.js';
import { type Stamp, stampsOf, timeOf } from './stamps.js';

interface Understood {
  element: Element;
  /** `last_updated` of the resource in use. */
  updated?: string | undefined;
}

/** What an element says, or why it cannot be understood. */
type Parsed = Understood | { reason: string };

/** `end`: offset behind the element. */
export type Reading = { end: number } & Parsed;

/** Reads the elements of one dump in turn; nothing while the view does not hold all of the next one. */
export interface ElementReader {
  read(next: Place, view: View, start: number): Reading | undefined;
}

export interface ReaderOptions {
  /** Elements keep their text, filters too, for those who walk calls through the configuration. */
  keepsText?: boolean;
}

/** Parses every element: what the remembering reader must agree with. */
export function createPlainReader({ keepsText = false }: ReaderOptions = {}): ElementReader {
  return {
    read(next, { bytes, length }, start) {
      const end = endOfValue(bytes, start, length);
      return end === undefined
        ? undefined
        : { end, ...parse(next, projected(bytes.subarray(start, end), [], next, keepsText), keepsText) };
    },
  };
}

/**
 * Parses only elements that the pool does not know. First it tries those that followed the last element in other dumps:
 * one of them is right 95 times in 100, and a comparison then gives the end and the value.
 */
export function createRememberingReader(pool: ElementPool, { keepsText = false }: ReaderOptions = {}): ElementReader {
  const ends = createEndGuesser();
  let previous: KnownElement | undefined;

  function recall(next: Place, { bytes, length, last }: View, start: number): Reading | 'undecided' | undefined {
    for (const likely of candidates(next)) {
      const match = pool.recall(likely, bytes, start, length);
      if (match === 'undecided' && !last) return match;
      if (typeof match === 'string') continue;
      follow(next, likely);
      return { end: match.end, element: likely.value, updated: match.updated };
    }
    return undefined;
  }

  function candidates(next: Place): KnownElement[] {
    return next.index === 0 ? pool.first(arrayName(next)) : (previous?.next ?? []);
  }

  function follow(place: Place, known: KnownElement | undefined): void {
    if (known !== undefined) promote(candidates(place), known);
    previous = known;
  }

  function readSlowly(next: Place, element: Buffer): Parsed {
    const stamps = stampsOf(element, next.camelCase ? 'camel' : 'snake');
    const updated = timeOf(element, stamps);
    const projection = projected(element, stamps, next, keepsText);
    const { key } = projection;
    const known = pool.find(next.sort, key);
    if (known !== undefined && known.timed === (updated !== undefined)) {
      pool.retain(known, element, stamps);
      follow(next, known);
      return { element: known.value, updated };
    }
    const parsed = parse(next, projection, keepsText, pool.shareVirtualHost);
    const stored = isShareable(parsed, updated)
      ? pool.store(next.sort, key, parsed.element, updated !== undefined)
      : undefined;
    if (stored !== undefined) pool.retain(stored, element, stamps);
    follow(next, stored);
    return parsed;
  }

  return {
    read(next, view, start) {
      const recalled = recall(next, view, start);
      if (recalled === 'undecided') return undefined;
      if (recalled !== undefined) return recalled;
      const { bytes, length } = view;
      const guess = ends.guess(bytes, start, length);
      const guessed = guess === undefined ? undefined : readSlowly(next, bytes.subarray(start, guess));
      if (guess !== undefined && guessed !== undefined && !isNotJson(guessed)) return { end: guess, ...guessed };
      const end = endOfValue(bytes, start, length);
      if (end === undefined) return undefined;
      ends.learn(bytes, end);
      return { end, ...readSlowly(next, bytes.subarray(start, end)) };
    },
  };
}

/** Elements differ per zone and namespace, so that several may come after one that does not. */
const maxCandidates = 4;

function promote(candidates: KnownElement[], element: KnownElement): void {
  if (candidates[0] === element) return;
  const at = candidates.indexOf(element);
  candidates.splice(at < 0 ? maxCandidates - 1 : at, 1);
  candidates.unshift(element);
}

function arrayName({ sort, dynamic }: Place): string {
  return dynamic ? sort : `static ${sort}`;
}

const notJson = 'not JSON';

function isNotJson(parsed: Parsed): boolean {
  return 'reason' in parsed && parsed.reason === notJson;
}

/** Its key says all: only the resource in use, and one time, which is when that was updated. */
function isShareable(parsed: Parsed, time: string | undefined): parsed is Understood {
  if (!('element' in parsed) || parsed.updated !== time) return false;
  const { item, rejected, warming } = parsed.element;
  return item !== undefined && rejected === undefined && warming === undefined;
}

function projected(element: Buffer, stamps: readonly Stamp[], { sort }: Place, keepsFilters: boolean): Projection {
  return project(element, stamps, { isListener: sort === 'listener', keepsFilters });
}

function parse(
  { sort, camelCase }: Place,
  { text, key, formats }: Projection,
  keepsText: boolean,
  share?: (host: EnvoyVirtualHost) => EnvoyVirtualHost,
): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    const { element, updated } = elementReaders[sort](camelCase ? snakeCaseKeys(value) : value, share);
    return {
      element: { ...element, ...(formats.length > 0 && { formats }), ...(keepsText && { text: key }) },
      updated,
    };
  } catch (error) {
    if (error instanceof ZodError) return { reason: firstIssue(error) };
    if (error instanceof SyntaxError) return { reason: notJson };
    throw error;
  }
}

function firstIssue({ issues: [issue] }: ZodError): string {
  return issue === undefined ? 'unexpected shape' : `${issue.path.join('.')}: ${issue.message}`;
}
