import { bool, isMessage, type Message, message, messages, number, text } from './message.js';
import { matchString } from './string-match.js';
import { not, or, some, type Truth } from './truth.js';

/**
 * Whether metadata (by filter name) matches a MetadataMatcher `{filter, path: [{key}], value, invert}`. Metadata that is not there is
 * a value without kind, which matches nothing but `present_match: false` and `or_match` over it.
 */
export function matchMetadata(matcher: Message, metadata: Message): Truth {
  const path = messages(matcher.path).map((segment) => text(segment.key) ?? '');
  const matches = matchValue(message(matcher.value), valueAt(own(metadata, text(matcher.filter) ?? ''), path));
  return bool(matcher.invert) === true ? not(matches) : matches;
}

/** Whether a value of a google.protobuf.Struct matches a ValueMatcher. */
export function matchValue(matcher: Message, value: unknown): Truth {
  if (isMessage(matcher.string_match)) return typeof value === 'string' && matchString(matcher.string_match, value);
  if (isMessage(matcher.null_match)) return value === null;
  if (bool(matcher.bool_match) !== undefined) return value === bool(matcher.bool_match);
  if (bool(matcher.present_match) !== undefined)
    return (value !== undefined && value !== null) === bool(matcher.present_match);
  if (isMessage(matcher.double_match)) return typeof value === 'number' && matchNumber(matcher.double_match, value);
  if (isMessage(matcher.list_match)) return matchList(message(matcher.list_match.one_of), value);
  if (isMessage(matcher.or_match)) {
    return or(messages(matcher.or_match.value_matchers).map((choice) => matchValue(choice, value)));
  }
  return 'unknown';
}

function matchList(one: Message, value: unknown): Truth {
  return Array.isArray(value) && some(value, (item) => matchValue(one, item));
}

function matchNumber(matcher: Message, value: number): boolean {
  if (!isMessage(matcher.range)) return value === number(matcher.exact);
  return value >= (number(matcher.range.start) ?? 0) && value < (number(matcher.range.end) ?? 0);
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) value = isMessage(value) ? own(value, key) : undefined;
  return value;
}

function own(fields: Message, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}
