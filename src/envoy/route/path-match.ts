import { bool, isMessage, type Message, message, text } from '../message.js';
import { pathOnly } from '../paths.js';
import { compilePattern, type Pattern, regexMatcher } from '../pattern.js';
import { prepared } from '../prepared.js';
import type { RequestHeaders } from '../request-headers.js';
import { lowerCase } from '../string-match.js';
import type { Truth } from '../truth.js';
import { type UriTemplate, uriTemplate } from '../uri-template.js';

/** How a route matches paths. */
export type PathSpecifier =
  | { kind: 'prefix' | 'path' | 'separatedPrefix'; value: string; isCaseSensitive: boolean }
  | { kind: 'pattern'; pattern: Pattern | undefined }
  | { kind: 'template'; template: UriTemplate | undefined }
  | { kind: 'connect' }
  | { kind: 'unknown' };

/** The path specifier of a RouteMatch, prepared once. */
export const pathSpecifier: (match: Message) => PathSpecifier = prepared((match: Message): PathSpecifier => {
  const isCaseSensitive = bool(match.case_sensitive) ?? true;
  const literal = (kind: 'prefix' | 'path' | 'separatedPrefix', field: unknown): PathSpecifier | undefined => {
    const value = text(field);
    return value === undefined ? undefined : { kind, value, isCaseSensitive };
  };
  return (
    literal('prefix', match.prefix) ??
    literal('path', match.path) ??
    literal('separatedPrefix', match.path_separated_prefix) ??
    patternSpecifier(match) ??
    extensionSpecifier(match) ?? { kind: 'unknown' }
  );
});

function patternSpecifier(match: Message): PathSpecifier | undefined {
  if (isMessage(match.safe_regex)) return { kind: 'pattern', pattern: regexMatcher(match.safe_regex) };
  const expression = text(match.regex);
  return expression === undefined ? undefined : { kind: 'pattern', pattern: compilePattern(expression) };
}

function extensionSpecifier(match: Message): PathSpecifier | undefined {
  if (isMessage(match.connect_matcher)) return { kind: 'connect' };
  const template = text(message(message(match.path_match_policy).typed_config).path_template);
  return template === undefined ? undefined : { kind: 'template', template: uriTemplate(template) };
}

/** Whether the path of a request matches; what has no path matches only as CONNECT. */
export function matchPath(specifier: PathSpecifier, headers: RequestHeaders, ignoresParameters: boolean): Truth {
  if (specifier.kind === 'connect') return isConnect(headers);
  const target = headers.get(':path');
  if (target === undefined) return false;
  if (headers.isUnknown(':path') || specifier.kind === 'unknown') return 'unknown';
  if (specifier.kind === 'template') return specifier.template?.matches(pathOnly(target)) ?? 'unknown';
  const path = pathOnly(ignoresParameters ? withoutParameters(target) : target);
  if (specifier.kind === 'pattern') return specifier.pattern?.matches(path) ?? 'unknown';
  const fold = specifier.isCaseSensitive ? (value: string) => value : lowerCase;
  const found = fold(path);
  const wanted = fold(specifier.value);
  if (specifier.kind === 'path') return found === wanted;
  if (!found.startsWith(wanted)) return false;
  return specifier.kind === 'prefix' || found.length === wanted.length || found.charAt(wanted.length) === '/';
}

/** Everything from the first semicolon on, as Envoy cuts it. */
function withoutParameters(target: string): string {
  const semicolon = target.indexOf(';');
  return semicolon === -1 ? target : target.slice(0, semicolon);
}

function isConnect(headers: RequestHeaders): Truth {
  const upgrade = headers.get('upgrade');
  return headers.get(':method') === 'CONNECT' || (upgrade !== undefined && lowerCase(upgrade) === 'connect-udp');
}
