import { bool, type Message, message, messages, text, texts } from '../message.js';
import { type RequestHeaders, requestHeaders } from '../request-headers.js';
import { lowerCase } from '../string-match.js';

/**
 * The headers after `request_headers_to_remove` and `request_headers_to_add` of one message (route configuration, virtual host, route
 * or weighted cluster). A value made at run time (`%…%`) makes the header unknown.
 */
export function mutateRequestHeaders(owner: Message, headers: RequestHeaders): RequestHeaders {
  const removed = texts(owner.request_headers_to_remove);
  const added = messages(owner.request_headers_to_add);
  if (removed.length === 0 && added.length === 0) return headers;
  const values = new Map(headers.values);
  const unknown = new Set(headers.unknown);
  for (const name of removed.map(lowerCase)) {
    values.delete(name);
    unknown.delete(name);
  }
  for (const option of added) addHeader(option, values, unknown);
  return requestHeaders(values, unknown);
}

/** Envoy 1.22 and older know `append` alone; `append_action` has the same default. */
function addHeader(option: Message, values: Map<string, readonly string[]>, unknown: Set<string>): void {
  const header = message(option.header);
  const written = text(header.key) ?? '';
  const name = lowerCase(written) === 'host' ? ':authority' : lowerCase(written);
  const value = literalValue(text(header.value) ?? '');
  const action = appendAction(option);
  const known = values.get(name);
  if (value === '' && bool(option.keep_empty_value) !== true) return;
  if (action === 'ADD_IF_ABSENT' && known !== undefined) return;
  if (action === 'OVERWRITE_IF_EXISTS' && known === undefined && !unknown.has(name)) return;
  const isReplaced = action === 'OVERWRITE_IF_EXISTS' || action === 'OVERWRITE_IF_EXISTS_OR_ADD';
  const depends = unknown.has(name) && action !== 'OVERWRITE_IF_EXISTS_OR_ADD';
  if (value === undefined || depends) {
    unknown.add(name);
    return;
  }
  unknown.delete(name);
  values.set(name, isReplaced || known === undefined ? [value] : [...known, value]);
}

const actions: readonly string[] = [
  'APPEND_IF_EXISTS_OR_ADD',
  'ADD_IF_ABSENT',
  'OVERWRITE_IF_EXISTS_OR_ADD',
  'OVERWRITE_IF_EXISTS',
];

function appendAction(option: Message): string {
  if (bool(option.append) === false) return 'OVERWRITE_IF_EXISTS_OR_ADD';
  if (typeof option.append_action === 'number') return actions[option.append_action] ?? 'APPEND_IF_EXISTS_OR_ADD';
  return text(option.append_action) ?? 'APPEND_IF_EXISTS_OR_ADD';
}

/** The value when it holds no command of the formatter; `%%` is a percent sign. */
function literalValue(value: string): string | undefined {
  const plain = value.replaceAll('%%', '');
  return plain.includes('%') ? undefined : value.replaceAll('%%', '%');
}
