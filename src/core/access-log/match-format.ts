import type { FormatPart } from './format.js';

/** The value of each operator of a format in one line; operators without a value are `-`. */
export type OperatorValues = readonly { operator: string; argument?: string; value: string }[];

/** What a value may be made of. The values of all other operators may be any text. */
const alphabets: ReadonlyMap<string, RegExp> = new Map([
  ['RESPONSE_CODE', /[\d-]/],
  ['RESPONSE_FLAGS', /[A-Z,-]/],
  ['RESPONSE_FLAGS_LONG', /[A-Za-z,-]/],
  ['BYTES_RECEIVED', /[\d-]/],
  ['BYTES_SENT', /[\d-]/],
  ['DURATION', /[\d-]/],
  ['RESPONSE_DURATION', /[\d-]/],
  ['RESPONSE_TX_DURATION', /[\d-]/],
  ['UPSTREAM_HOST', /[^\s"]/],
  ['UPSTREAM_CLUSTER', /[^\s"]/],
  ['UPSTREAM_CLUSTER_RAW', /[^\s"]/],
  ['UPSTREAM_LOCAL_ADDRESS', /[^\s"]/],
  ['DOWNSTREAM_LOCAL_ADDRESS', /[^\s"]/],
  ['DOWNSTREAM_REMOTE_ADDRESS', /[^\s"]/],
  ['DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', /[^\s"]/],
  ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS', /[^\s"]/],
  ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT', /[^\s"]/],
  ['REQUESTED_SERVER_NAME', /[^\s"]/],
  ['PROTOCOL', /[^\s"]/],
]);

/** Before Envoy 1.20 these could hold blanks inside their braces: `upstream_reset_…{connection failure}`. */
const braced: ReadonlySet<string> = new Set(['RESPONSE_CODE_DETAILS', 'CONNECTION_TERMINATION_DETAILS']);

const clusters: ReadonlySet<string> = new Set(['UPSTREAM_CLUSTER', 'UPSTREAM_CLUSTER_RAW']);
/** The part of Istio's names that holds bars, with which formats may separate fields: `outbound|9080|v1|host`. */
const barred = /(?:outbound|inbound|inbound-vip)\|\d{0,5}\|[^|\s]{0,100}\|/y;

/**
 * Reads a whole line with a format, each value as short as the rest allows. Linear in the line for a given format: a place
 * where an operator's value was found not to end is not tried again, since what follows does not depend on its beginning.
 */
export function matchFormat(parts: readonly FormatPart[], line: string): OperatorValues | undefined {
  const ends = findEnds(parts, line);
  return (
    ends &&
    parts.flatMap((part, index) =>
      'operator' in part ? [{ ...part, value: line.slice(ends[index - 1] ?? 0, ends[index]) }] : [],
    )
  );
}

/** Where each part ends in the line. */
function findEnds(parts: readonly FormatPart[], line: string): number[] | undefined {
  const readers = parts.map((part, index) =>
    'literal' in part ? undefined : createValueReader(part.operator, parts[index + 1]),
  );
  const ends: number[] = [];
  let index = 0;
  while (index < parts.length) {
    const start = ends[index - 1] ?? 0;
    const part = parts[index];
    const end = part && 'literal' in part ? endOfLiteral(part.literal, line, start) : readers[index]?.(line, start);
    if (end !== undefined && (index < parts.length - 1 || end === line.length)) {
      ends[index] = end;
      index++;
      continue;
    }
    // The operator before it may end later.
    index--;
    while (index >= 0 && readers[index] === undefined) index--;
    if (index < 0) return undefined;
  }
  return ends.length === 0 ? undefined : ends;
}

function endOfLiteral(literal: string, line: string, start: number): number | undefined {
  return line.startsWith(literal, start) ? start + literal.length : undefined;
}

/** Finds the next place where the value of an operator may end, one further with every call, whatever the start. */
function createValueReader(operator: string, next: FormatPart | undefined) {
  const alphabet = alphabets.get(operator);
  const opens = braced.has(operator);
  const isCluster = clusters.has(operator);
  const until = next !== undefined && 'literal' in next ? next.literal : '';
  let tried = -1;
  return (line: string, start: number): number | undefined => {
    const earliest = isCluster ? behindBars(line, start) : start;
    let depth = 0;
    for (let at = Math.max(start, tried); at <= line.length; at++) {
      const mayEnd = next === undefined ? at === line.length : depth === 0 && line.startsWith(until, at);
      if (at > tried && at >= earliest && mayEnd) {
        tried = at;
        return at;
      }
      const char = line.charAt(at);
      if (alphabet !== undefined && !alphabet.test(char)) {
        tried = Math.max(tried, at);
        return undefined;
      }
      if (opens && char === '{') depth++;
      else if (opens && char === '}' && depth > 0) depth--;
    }
    tried = line.length;
    return undefined;
  };
}

function behindBars(line: string, start: number): number {
  barred.lastIndex = start;
  return barred.test(line) ? barred.lastIndex : start;
}
