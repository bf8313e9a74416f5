import { bool, isMessage, type Message, text } from './message.js';
import { compilePattern, type Pattern, regexMatcher } from './pattern.js';
import { prepared } from './prepared.js';
import type { Truth } from './truth.js';

type StringTest = (value: string) => Truth;

/** Envoy folds only the letters of ASCII. */
export function lowerCase(value: string): string {
  return value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * Whether a value matches a StringMatcher: `exact`, `prefix`, `suffix`, `contains`, `safe_regex` (v2 also `regex`), the first
 * four also with `ignore_case`. Unknown for a pattern that cannot be compiled, for `custom`, and for a matcher without any.
 */
export function matchString(matcher: Message, value: string): Truth {
  return stringTest(matcher)(value);
}

const stringTest: (matcher: Message) => StringTest = prepared((matcher: Message) => {
  return literalTest(matcher) ?? patternTest(patternOf(matcher));
});

function literalTest(matcher: Message): StringTest | undefined {
  const fold = bool(matcher.ignore_case) === true ? lowerCase : (value: string) => value;
  const literal = (field: unknown) => {
    const found = text(field);
    return found === undefined ? undefined : fold(found);
  };
  const exact = literal(matcher.exact);
  if (exact !== undefined) return (value) => fold(value) === exact;
  const prefix = literal(matcher.prefix);
  if (prefix !== undefined) return (value) => fold(value).startsWith(prefix);
  const suffix = literal(matcher.suffix);
  if (suffix !== undefined) return (value) => fold(value).endsWith(suffix);
  const contained = literal(matcher.contains);
  if (contained !== undefined) return (value) => fold(value).includes(contained);
  return undefined;
}

function patternOf(matcher: Message): Pattern | undefined {
  if (isMessage(matcher.safe_regex)) return regexMatcher(matcher.safe_regex);
  const expression = text(matcher.regex);
  return expression === undefined ? undefined : compilePattern(expression);
}

function patternTest(pattern: Pattern | undefined): StringTest {
  return pattern === undefined ? () => 'unknown' : pattern.matches;
}
