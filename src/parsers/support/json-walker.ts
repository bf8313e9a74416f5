import { endOfString, endOfValue, type Nesting, outside, passOver, skipSpace } from './json-bytes.js';

/** The bytes that are at hand. */
export interface View {
  bytes: Buffer;
  /** How many of them are valid. */
  length: number;
  /** No more will come. */
  last: boolean;
}

/** Keys and array places that lead from the root to a value. */
export type Path = readonly (string | number)[];

export interface Visitor {
  /** Whether to walk into the value at this path, to be handed all of it at once, or to pass it over. */
  decide(path: Path): 'enter' | 'take' | 'pass';
  /** Receives a value that begins at `start`; returns the offset behind it, or nothing while the view does not hold all of it. */
  take(path: Path, view: View, start: number): number | undefined;
}

/** Walks through a JSON text of any size as it comes by; only values that the visitor takes must fit in a view. */
export interface JsonWalker {
  /** Goes on at `from` and returns the offset up to which it is done with the bytes. */
  advance(view: View, from: number): number;
  /** `closed`: the root value was complete. `damaged`: what follows is not JSON. */
  state(): 'open' | 'closed' | 'damaged';
}

type Expected = 'value' | 'firstValue' | 'key' | 'colon' | 'separator';

const comma = 0x2c;
const colon = 0x3a;
const quote = 0x22;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;

export function createJsonWalker(visitor: Visitor): JsonWalker {
  const path: (string | number)[] = [];
  let expected: Expected = 'value';
  let passing: Nesting | undefined;
  let state: 'open' | 'closed' | 'damaged' = 'open';

  function step(view: View, at: number): number | undefined {
    const byte = view.bytes[at];
    switch (expected) {
      case 'key':
        if (byte === closeObject) return leave(at);
        return byte === quote ? readKey(view, at) : damaged(view);
      case 'colon':
        if (byte !== colon) return damaged(view);
        expected = 'value';
        return at + 1;
      case 'separator':
        if (byte === closeObject || byte === closeArray) return leave(at);
        return byte === comma ? nextSibling(at) : damaged(view);
      case 'firstValue':
        return byte === closeArray ? leave(at) : readValue(view, at);
      case 'value':
        return readValue(view, at);
    }
  }

  function readKey({ bytes, length }: View, at: number): number | undefined {
    const end = endOfString(bytes, at, length);
    if (end === undefined) return undefined;
    path[path.length - 1] = bytes.toString('utf8', at + 1, end);
    expected = 'colon';
    return end + 1;
  }

  function nextSibling(at: number): number {
    const place = path.at(-1);
    if (typeof place === 'number') path[path.length - 1] = place + 1;
    expected = typeof place === 'number' ? 'value' : 'key';
    return at + 1;
  }

  function readValue(view: View, at: number): number | undefined {
    const byte = view.bytes[at];
    const isContainer = byte === openObject || byte === openArray;
    const decision = visitor.decide(path);
    if (decision === 'take') return finished(visitor.take(path, view, at));
    if (!isContainer) return finished(endOfValue(view.bytes, at, view.length));
    if (decision === 'pass') {
      passing = outside();
      return at;
    }
    path.push(byte === openArray ? 0 : '');
    expected = byte === openArray ? 'firstValue' : 'key';
    return at + 1;
  }

  function passOn({ bytes, length }: View, at: number, nesting: Nesting): number {
    const end = passOver(bytes, at, length, nesting);
    if (end === undefined) return length;
    passing = undefined;
    finished(end);
    return end;
  }

  function leave(at: number): number {
    path.pop();
    finished(at);
    return at + 1;
  }

  function finished(end: number | undefined): number | undefined {
    if (end === undefined) return undefined;
    expected = 'separator';
    if (path.length === 0) state = 'closed';
    return end;
  }

  function damaged(view: View): number {
    state = 'damaged';
    return view.length;
  }

  return {
    advance(view, from) {
      let at = from;
      while (state === 'open' && at < view.length) {
        if (passing !== undefined) {
          at = passOn(view, at, passing);
          continue;
        }
        at = skipSpace(view.bytes, at, view.length);
        if (at === view.length) break;
        const next = step(view, at);
        if (next === undefined) return at;
        at = next;
      }
      return view.length;
    },
    state: () => state,
  };
}
