import { RE2JS } from 're2js';
import { type Message, text } from './message.js';
import { prepared } from './prepared.js';
import type { Truth } from './truth.js';

/** A regular expression of the configuration. */
export interface Pattern {
  /** Whether the whole value matches, as Envoy asks of every matcher; unknown for a value too long to try. */
  matches: (value: string) => Truth;
  /** Every match replaced, as RE2's GlobalReplace does; `\1` stands for a group, `\0` for the match. */
  replace: (value: string, substitution: string) => string | undefined;
}

/** Istio lets its proxies compile programs of 32768 instructions; useful ones have some hundred. */
const longestPattern = 8192;
const largestProgram = 5000;
/** Instructions times characters: the time that one match may take. */
const mostSteps = 4_000_000;

/** The pattern, or undefined when RE2 refuses it (v2 allowed ECMAScript with look-around) or when it is too large to try. */
export function compilePattern(expression: string): Pattern | undefined {
  const compiled = compile(expression);
  if (compiled === undefined) return undefined;
  const most = mostSteps / compiled.programSize();
  return {
    matches: (value) => (value.length > most ? 'unknown' : compiled.testExact(value)),
    replace: (value, substitution) => (value.length > most ? undefined : replaceAll(compiled, value, substitution)),
  };
}

/** The pattern of a RegexMatcher (`{google_re2, regex}`), compiled once. */
export const regexMatcher: (matcher: Message) => Pattern | undefined = prepared((matcher: Message) => {
  const expression = text(matcher.regex);
  return expression === undefined ? undefined : compilePattern(expression);
});

function compile(expression: string): RE2JS | undefined {
  if (expression.length > longestPattern) return undefined;
  try {
    const compiled = RE2JS.compile(expression);
    return compiled.programSize() > largestProgram ? undefined : compiled;
  } catch {
    return undefined;
  }
}

/** Undefined when the substitution names a group that the pattern lacks, which Envoy refuses. */
function replaceAll(compiled: RE2JS, value: string, substitution: string): string | undefined {
  const parts = substitutionParts(substitution);
  if (parts === undefined || parts.some((part) => typeof part === 'number' && part > compiled.groupCount())) {
    return undefined;
  }
  const matcher = compiled.matcher(value);
  let result = '';
  let copied = 0;
  while (matcher.find()) {
    result += value.slice(copied, matcher.start());
    for (const part of parts) result += typeof part === 'number' ? (matcher.group(part) ?? '') : part;
    copied = matcher.end();
  }
  return result + value.slice(copied);
}

/** Literal text and numbers of groups, in RE2's notation: `\0` to `\9`, and `\\` for a backslash. */
function substitutionParts(substitution: string): readonly (string | number)[] | undefined {
  const parts: (string | number)[] = [];
  for (let at = 0; at < substitution.length; at++) {
    const character = substitution.charAt(at);
    if (character !== '\\') {
      parts.push(character);
      continue;
    }
    at++;
    const escaped = substitution.charAt(at);
    if (escaped === '\\') parts.push('\\');
    else if (escaped >= '0' && escaped <= '9') parts.push(Number(escaped));
    else return undefined;
  }
  return parts;
}
