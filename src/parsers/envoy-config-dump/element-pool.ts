import { isDeepStrictEqual } from 'node:util';
import type { EnvoyVirtualHost } from './artifact.js';
import type { Element, ElementSort } from './elements.js';
import { longestStamp, type Stamp } from './stamps.js';

/** An element that was parsed before, and what became of it. */
export interface KnownElement {
  value: Element;
  /** It says when the resource was updated. */
  timed: boolean;
  /** The bytes it had last time, cut at the stamps; none when it is too large. */
  parts: Buffer[];
  /** For each cut, whether a time stands there. */
  cuts: boolean[];
  /** Elements that followed it in other dumps, the latest first. */
  next: KnownElement[];
}

/** `undecided`: equal as far as the window reaches. */
export type Match = { end: number; updated?: string } | 'different' | 'undecided';

export interface ElementPool {
  /** Elements that stood first in an array of this name in other dumps, the latest first. */
  first(array: string): KnownElement[];
  /** Compares the bytes at `start` with an element that is likely to stand there, apart from its stamps. */
  recall(element: KnownElement, bytes: Buffer, start: number, length: number): Match;
  /** The element with this key of its projection. */
  find(sort: ElementSort, key: string): KnownElement | undefined;
  /** Nothing when there is no room. */
  store(sort: ElementSort, key: string, value: Element, timed: boolean): KnownElement | undefined;
  /** Keeps the bytes of an element's latest appearance: neighbours in a bundle, replicas above all, mostly agree. */
  retain(element: KnownElement, bytes: Buffer, stamps: readonly Stamp[]): void;
  /** An equal virtual host that was seen before, or this one. */
  shareVirtualHost(host: EnvoyVirtualHost): EnvoyVirtualHost;
}

const capacity = 64 * 1024 * 1024;
const largestElement = 4 * 1024 * 1024;
/** What the objects around an element's bytes take. */
const overhead = 512;
const virtualHostNames = 100_000;
const virtualHostVariants = 16;

/**
 * Remembers elements, because 92 to 99 % of a mesh's dumps are elements that an earlier dump had. It is a cache and
 * nothing else: a hit returns what parsing would return. It holds at most 64 MiB of texts and bytes; when it is full and
 * little of it is still of use (another mesh), it starts afresh.
 */
export function createElementPool(): ElementPool {
  const first = new Map<string, KnownElement[]>();
  const elements = new Map<ElementSort, Map<string, KnownElement>>();
  const virtualHosts = new Map<string, EnvoyVirtualHost[]>();
  let held = 0;
  let reused = 0;
  let refused = 0;

  function elementsOf(sort: ElementSort): Map<string, KnownElement> {
    const known = elements.get(sort) ?? new Map<string, KnownElement>();
    elements.set(sort, known);
    return known;
  }

  function makeRoom(cost: number): boolean {
    if (held + cost <= capacity) return true;
    refused += cost;
    if (refused < capacity) return false;
    const worthKeeping = reused >= refused;
    reused = 0;
    refused = 0;
    if (worthKeeping) return false;
    first.clear();
    elements.clear();
    held = 0;
    return true;
  }

  return {
    first(array) {
      const known = first.get(array) ?? [];
      first.set(array, known);
      return known;
    },
    recall(element, bytes, start, length) {
      const match = compare(element, bytes, start, length);
      if (typeof match !== 'string') reused += match.end - start;
      return match;
    },
    find(sort, key) {
      const known = elementsOf(sort).get(key);
      if (known !== undefined) reused += key.length;
      return known;
    },
    store(sort, key, value, timed) {
      const cost = key.length + overhead;
      if (cost > largestElement || !makeRoom(cost)) return undefined;
      const element: KnownElement = { value, timed, parts: [], cuts: [], next: [] };
      elementsOf(sort).set(key, element);
      held += cost;
      return element;
    },
    retain(element, bytes, stamps) {
      const growth = bytes.length - size(element);
      if (bytes.length > largestElement || held + growth > capacity) return;
      Object.assign(element, cut(bytes, stamps));
      held += growth;
    },
    shareVirtualHost(host) {
      const known = virtualHosts.get(host.name) ?? [];
      const equal = known.find((candidate) => isDeepStrictEqual(candidate, host));
      if (equal !== undefined) return equal;
      if (virtualHosts.size >= virtualHostNames) virtualHosts.clear();
      virtualHosts.set(host.name, [host, ...known.slice(0, virtualHostVariants - 1)]);
      return host;
    },
  };
}

function size({ parts }: KnownElement): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function compare({ parts, cuts }: KnownElement, bytes: Buffer, start: number, length: number): Match {
  if (parts.length === 0) return 'different';
  let at = start;
  let updated: string | undefined;
  for (let index = 0; index < parts.length; index++) {
    if (index > 0) {
      const end = endOfStamp(bytes, at, length);
      if (typeof end === 'string') return end;
      if (cuts[index - 1]) updated = bytes.toString('latin1', at, end);
      at = end;
    }
    const part = parts[index] as Buffer;
    const available = Math.min(part.length, length - at);
    if (bytes.compare(part, 0, available, at, at + available) !== 0) return 'different';
    if (available < part.length) return 'undecided';
    at += part.length;
  }
  return updated === undefined ? { end: at } : { end: at, updated };
}

function endOfStamp(bytes: Buffer, from: number, length: number): number | 'different' | 'undecided' {
  const limit = Math.min(length, from + longestStamp + 1);
  for (let at = from; at < limit; at++) {
    if (bytes[at] === 0x22) return at;
    if (bytes[at] === 0x5c) return 'different';
  }
  return limit === length ? 'undecided' : 'different';
}

function cut(bytes: Buffer, stamps: readonly Stamp[]): Pick<KnownElement, 'parts' | 'cuts'> {
  const copy = Buffer.from(bytes);
  const starts = [0, ...stamps.map((stamp) => stamp.end)];
  const ends = [...stamps.map((stamp) => stamp.start), copy.length];
  return {
    parts: starts.map((from, index) => copy.subarray(from, ends[index])),
    cuts: stamps.map((stamp) => stamp.isTime),
  };
}
