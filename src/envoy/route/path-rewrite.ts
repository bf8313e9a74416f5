import { isMessage, type Message, message, text } from '../message.js';
import { pathOnly } from '../paths.js';
import { regexMatcher } from '../pattern.js';
import type { PathSpecifier } from './path-match.js';

/** A RegexMatchAndSubstitute applied; the text itself where there is none, undefined where the pattern cannot be applied. */
export function regexRewrite(rewrite: unknown, value: string): string | undefined {
  if (!isMessage(rewrite)) return value;
  const pattern = regexMatcher(message(rewrite.pattern));
  return pattern?.replace(value, text(rewrite.substitution) ?? '');
}

/** The part of the path that a prefix rewrite replaces. */
export function matchedPart(specifier: PathSpecifier, path: string): string {
  return 'value' in specifier ? path.slice(0, specifier.value.length) : pathOnly(path);
}

/** The path that a RouteAction sends on, with query; undefined where that cannot be known. */
export function rewritePath(action: Message, specifier: PathSpecifier, path: string): string | undefined {
  const prefix = text(action.prefix_rewrite) ?? '';
  if (prefix !== '') return prefix + path.slice(matchedPart(specifier, path).length);
  const just = pathOnly(path);
  if (isMessage(action.path_rewrite_policy)) {
    const rewritten = templateRewrite(action.path_rewrite_policy, specifier, just);
    return rewritten === undefined ? undefined : rewritten + path.slice(just.length);
  }
  const rewritten = regexRewrite(action.regex_rewrite, just);
  return rewritten === undefined ? undefined : rewritten + path.slice(just.length);
}

function templateRewrite(policy: Message, specifier: PathSpecifier, path: string): string | undefined {
  const template = text(message(policy.typed_config).path_template_rewrite);
  if (template === undefined || specifier.kind !== 'template') return undefined;
  return specifier.template?.rewrite(path, template);
}
