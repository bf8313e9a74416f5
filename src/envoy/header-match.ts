import { bool, isMessage, type Message, message, text } from './message.js';
import { compilePattern, regexMatcher } from './pattern.js';
import { prepared } from './prepared.js';
import { lowerCase, matchString } from './string-match.js';
import type { Truth } from './truth.js';

/** The headers of a request by lower-case name, `:authority`, `:path`, `:method` and `:scheme` among them. A Map will do. */
export interface HeaderValues {
  /** All values of a header joined with a comma, in the order of arrival; undefined when the request has no such header. */
  get: (name: string) => string | undefined;
  /** Whether something that cannot be known offline may have set the header, so that neither value nor absence is certain. */
  isUnknown?: (name: string) => boolean;
}

type HeaderTest = (headers: HeaderValues) => Truth;
type ValueTest = (value: string) => Truth;

/**
 * Whether the headers match a HeaderMatcher. A header that is missing matches nothing but a matcher of absence, also not an
 * inverted one, unless `treat_missing_header_as_empty` is set (Envoy 1.24 and later).
 */
export function matchHeader(matcher: Message, headers: HeaderValues): Truth {
  return headerTest(matcher)(headers);
}

const headerTest: (matcher: Message) => HeaderTest = prepared((matcher: Message) => {
  const name = headerName(text(matcher.name) ?? '');
  const test = knownHeaderTest(matcher, name);
  return (headers) => (headers.isUnknown?.(name) === true ? 'unknown' : test(headers));
});

/** Envoy keeps the old `host` header under its HTTP/2 name. */
function headerName(name: string): string {
  const lower = lowerCase(name);
  return lower === 'host' ? ':authority' : lower;
}

function knownHeaderTest(matcher: Message, name: string): HeaderTest {
  const isInverted = bool(matcher.invert_match) === true;
  const missing = bool(matcher.treat_missing_header_as_empty) === true ? '' : undefined;
  const matchesValue = valueTest(matcher);
  if (matchesValue === undefined) {
    const wanted = (bool(matcher.present_match) ?? true) !== isInverted;
    return (headers) => ((headers.get(name) ?? missing) !== undefined) === wanted;
  }
  return (headers) => {
    const value = headers.get(name) ?? missing;
    if (value === undefined) return false;
    const result = matchesValue(value);
    return result === 'unknown' ? result : result !== isInverted;
  };
}

/** The test of the value; undefined where presence is all that counts. */
function valueTest(matcher: Message): ValueTest | undefined {
  const exact = text(matcher.exact_match);
  if (exact !== undefined) return (value) => exact === '' || value === exact;
  const prefix = text(matcher.prefix_match);
  if (prefix !== undefined) return (value) => value.startsWith(prefix);
  const suffix = text(matcher.suffix_match);
  if (suffix !== undefined) return (value) => value.endsWith(suffix);
  const contained = text(matcher.contains_match);
  if (contained !== undefined) return (value) => value.includes(contained);
  if (isMessage(matcher.string_match)) return (value) => matchString(message(matcher.string_match), value);
  if (isMessage(matcher.range_match)) return rangeTest(matcher.range_match);
  return patternTest(matcher);
}

function patternTest(matcher: Message): ValueTest | undefined {
  const expression = text(matcher.regex_match);
  if (expression === undefined && !isMessage(matcher.safe_regex_match)) return undefined;
  const pattern =
    expression === undefined ? regexMatcher(message(matcher.safe_regex_match)) : compilePattern(expression);
  return pattern === undefined ? () => 'unknown' : pattern.matches;
}

/** Signed 64-bit bounds, the upper one excluded; a bound that is absent is zero. */
function rangeTest(range: Message): ValueTest {
  const start = integer(String(range.start ?? '0')) ?? 0n;
  const end = integer(String(range.end ?? '0')) ?? 0n;
  return (value) => {
    const found = integer(value);
    return found !== undefined && found >= start && found < end;
  };
}

function integer(value: string): bigint | undefined {
  const digits = /^[ \t\n\v\f\r]*([+-]?\d{1,20})[ \t\n\v\f\r]*$/.exec(value)?.[1];
  if (digits === undefined) return undefined;
  const found = BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  return BigInt.asIntN(64, found) === found ? found : undefined;
}
