import { type LogSignature, type LogSource, signaturesOf } from '../../core/log-signatures/index.js';
import { compileLiteralSearch } from './literal-search.js';

/** Moments in the life of a proxy container, printed by pilot-agent. */
export type LifeMark = 'starting' | 'stopping';

const lifeMarks: readonly [string, LifeMark][] = [
  ['Starting proxy agent', 'starting'],
  ['Epoch 0 starting', 'starting'],
  ['Agent draining Proxy', 'stopping'],
];

export interface Candidates {
  /** In the order of the tables. */
  signatures: readonly LogSignature[];
  mark?: LifeMark;
}

/** Names the signatures that may match a line; undefined for nearly every line. */
export type Prefilter = (bytes: Buffer, start: number, end: number) => Candidates | undefined;

/** Proxies do, and a log of anybody may be one of a proxy. */
export function writesAccessLines(source: LogSource): boolean {
  return source === 'istio-proxy' || source === 'any' || source === 'tables';
}

const prefilters = new Map<LogSource, Prefilter>();

/** The prefilter for one kind of log; its cost hardly grows with the number of signatures. */
export function prefilterFor(source: LogSource): Prefilter {
  let prefilter = prefilters.get(source);
  if (prefilter === undefined) {
    prefilter = compilePrefilter(signaturesOf(source), writesAccessLines(source) ? lifeMarks : []);
    prefilters.set(source, prefilter);
  }
  return prefilter;
}

function compilePrefilter(signatures: readonly LogSignature[], marks: readonly [string, LifeMark][]): Prefilter {
  const literals = [
    ...new Set([...signatures.flatMap((signature) => signature.literals), ...marks.map(([text]) => text)]),
  ];
  const search = compileLiteralSearch(literals);
  const markOf = new Map(marks);
  const ownersOf = new Map<string, number[]>();
  for (const [index, signature] of signatures.entries())
    for (const literal of signature.literals) ownersOf.set(literal, [...(ownersOf.get(literal) ?? []), index]);

  return (bytes, start, end) => {
    const found = search(bytes, start, end);
    if (found === undefined) return undefined;
    const texts = [...found].map((index) => literals[index] ?? '');
    const owners = new Set(texts.flatMap((text) => ownersOf.get(text) ?? []));
    const mark = texts.map((text) => markOf.get(text)).find((known) => known !== undefined);
    return {
      signatures: [...owners].sort((a, b) => a - b).flatMap((index) => signatures[index] ?? []),
      ...(mark !== undefined && { mark }),
    };
  };
}

/** The named groups of a match; `name2` and `name3` are further places of the key `name`. */
export function keysOf(match: RegExpExecArray): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [group, text] of Object.entries(match.groups ?? {}).sort()) {
    const name = group.replace(/\d$/, '');
    const value = trimmed(text);
    if (value !== '' && !keys.has(name)) keys.set(name, value);
  }
  return keys;
}

/** Without the blanks, quotes and `>` that end a message inside another one. */
function trimmed(text: string | undefined): string {
  if (text === undefined) return '';
  let end = text.length;
  while (end > 0 && ' ">\\'.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
