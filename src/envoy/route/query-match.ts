import { bool, isMessage, type Message, text } from '../message.js';
import { queryOf } from '../paths.js';
import { compilePattern } from '../pattern.js';
import { matchString } from '../string-match.js';
import type { Truth } from '../truth.js';

/** The first value of each parameter of a request target, not decoded; a parameter without `=` has an empty one. */
export function queryParameters(target: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of queryOf(target).slice(1).split('&')) {
    const equals = part.indexOf('=');
    const name = equals === -1 ? part : part.slice(0, equals);
    if (part !== '' && !parameters.has(name)) parameters.set(name, equals === -1 ? '' : part.slice(equals + 1));
  }
  return parameters;
}

/** Whether the parameters match a QueryParameterMatcher; one without a value asks for presence. */
export function matchQueryParameter(matcher: Message, parameters: ReadonlyMap<string, string>): Truth {
  const value = parameters.get(text(matcher.name) ?? '');
  if (value === undefined) return false;
  if (isMessage(matcher.string_match)) return matchString(matcher.string_match, value);
  const wanted = text(matcher.value) ?? '';
  if (wanted === '') return true;
  if (bool(matcher.regex) !== true) return value === wanted;
  return compilePattern(wanted)?.matches(value) ?? 'unknown';
}
