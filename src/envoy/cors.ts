import { runtimeFractionalPercent } from './fraction.js';
import { isPreflight } from './jwt.js';
import { bool, type Message, messages, texts } from './message.js';
import { compilePattern } from './pattern.js';
import type { RequestHeaders } from './request-headers.js';
import { matchString } from './string-match.js';
import { or, some, type Truth } from './truth.js';

/** Whether the CORS filter answers a request itself: a preflight of an origin that the route's policy allows. */
export function answersPreflight(policy: Message, headers: RequestHeaders): Truth {
  if (!isPreflight(headers) || !isEnabled(policy)) return false;
  const matches = allowsOrigin(policy, headers.get('origin') ?? '');
  // A preflight that does not match is forwarded unless the policy says otherwise (Envoy 1.28 and later).
  return bool(policy.forward_not_matching_preflights) === false ? true : matches;
}

/** v2 has a flag, v3 a fraction. */
function isEnabled(policy: Message): boolean {
  return bool(policy.enabled) !== false && runtimeFractionalPercent(policy.filter_enabled) > 0;
}

function allowsOrigin(policy: Message, origin: string): Truth {
  return or([
    some(
      messages(policy.allow_origin_string_match),
      (matcher) => matcher.exact === '*' || matchString(matcher, origin),
    ),
    texts(policy.allow_origin).some((allowed) => allowed === '*' || allowed === origin),
    some(texts(policy.allow_origin_regex), (pattern) => compilePattern(pattern)?.matches(origin) ?? 'unknown'),
  ]);
}
