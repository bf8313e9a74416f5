import { bool, isMessage, type Message, message, messages, text } from '../message.js';

/** What a StringMatcher wants, for people. Identities go without `spiffe://`, as an AuthorizationPolicy has them. */
export function wantedString(matcher: Message): string {
  const exact = text(matcher.exact);
  if (exact !== undefined) return exact === '' ? 'nothing' : withoutScheme(exact);
  for (const kind of ['prefix', 'suffix', 'contains'] as const) {
    const value = text(matcher[kind]);
    if (value !== undefined) return `${kind} ${withoutScheme(value)}`;
  }
  return wantedPattern(text(message(matcher.safe_regex).regex) ?? text(matcher.regex));
}

function withoutScheme(value: string): string {
  return value.startsWith('spiffe://') ? value.slice('spiffe://'.length) : value;
}

/** The patterns that Istio writes read back into what the policy says. */
function wantedPattern(expression: string | undefined): string {
  if (expression === undefined) return 'something that cannot be evaluated offline';
  if (expression === '.+' || expression === '.*') return 'any';
  if (expression.startsWith('.*/ns/') && expression.endsWith('/.*')) {
    return unescaped(expression.slice('.*/ns/'.length, -'/.*'.length)).replace('.*', '*');
  }
  const [, namespace, account] =
    /^spiffe:\/\/\.\+\/ns\/([^(]*)\/\(\.\+\/\|\)sa\/([^(]*)\(\/\.\+\)\?$/.exec(expression) ?? [];
  if (namespace !== undefined && account !== undefined) return `${unescaped(namespace)}/${unescaped(account)}`;
  if (expression.startsWith('spiffe://.*')) return `suffix ${unescaped(expression.slice('spiffe://.*'.length))}`;
  return `pattern ${expression}`;
}

function unescaped(expression: string): string {
  return expression.replace(/\\([^A-Za-z0-9])/g, '$1');
}

export function wantedHeader(matcher: Message): string {
  const wanted = wantedHeaderValue(matcher);
  return bool(matcher.invert_match) === true ? `not ${wanted}` : wanted;
}

function wantedHeaderValue(matcher: Message): string {
  if (isMessage(matcher.string_match)) return wantedString(matcher.string_match);
  const exact = text(matcher.exact_match);
  if (exact !== undefined) return exact;
  for (const kind of ['prefix', 'suffix', 'contains'] as const) {
    const value = text(matcher[`${kind}_match`]);
    if (value !== undefined) return `${kind} ${value}`;
  }
  const expression = text(matcher.regex_match) ?? text(message(matcher.safe_regex_match).regex);
  if (expression !== undefined) return wantedPattern(expression);
  if (isMessage(matcher.range_match)) {
    return `number from ${matcher.range_match.start ?? 0} to below ${matcher.range_match.end ?? 0}`;
  }
  return bool(matcher.present_match) === false ? 'absent' : 'any';
}

export function wantedValue(matcher: Message): string {
  if (isMessage(matcher.string_match)) return wantedString(matcher.string_match);
  if (isMessage(matcher.list_match)) return `a list with ${wantedValue(message(matcher.list_match.one_of))}`;
  if (isMessage(matcher.or_match)) return messages(matcher.or_match.value_matchers).map(wantedValue).join(' or ');
  if (bool(matcher.present_match) !== undefined) return matcher.present_match ? 'any' : 'absent';
  if (bool(matcher.bool_match) !== undefined) return String(bool(matcher.bool_match));
  if (isMessage(matcher.null_match)) return 'null';
  return isMessage(matcher.double_match) ? 'a number' : 'something that cannot be evaluated offline';
}
