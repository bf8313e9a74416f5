import { type Message, message, messages, text, texts } from '../message.js';
import { matchString } from '../string-match.js';
import { some, type Truth } from '../truth.js';

/** A name that the certificate of the other side may carry. */
export interface NameMatcher {
  /** URI, DNS, EMAIL, IP_ADDRESS; absent: of any type. */
  type?: string;
  /** StringMatcher. */
  matcher: Message;
}

/**
 * The names that a CertificateValidationContext accepts: `match_typed_subject_alt_names` (Envoy 1.20),
 * `match_subject_alt_names`, or `verify_subject_alt_name` (v2).
 */
export function expectedNames(validation: Message): readonly NameMatcher[] {
  const typed = messages(validation.match_typed_subject_alt_names);
  const exact = texts(validation.verify_subject_alt_name);
  return [
    ...typed.map((name) => {
      const type = text(name.san_type);
      return { ...(type !== undefined && { type }), matcher: message(name.matcher) };
    }),
    ...messages(validation.match_subject_alt_names).map((matcher) => ({ matcher })),
    ...exact.map((name) => ({ matcher: { exact: name } })),
  ];
}

/** Whether one of the names of a certificate is accepted; names as `spiffe://…`, DNS names, addresses. */
export function acceptsNames(expected: readonly NameMatcher[], names: readonly string[]): Truth {
  if (expected.length === 0) return true;
  return some(expected, (wanted) => some(names, (name) => acceptsName(wanted, name)));
}

function acceptsName({ type, matcher }: NameMatcher, name: string): Truth {
  const isUri = name.includes('://');
  if ((type === 'URI' && !isUri) || (type === 'DNS' && isUri)) return false;
  const exact = text(matcher.exact);
  // A certificate may stand for all hosts of a domain.
  if (exact !== undefined && name.startsWith('*.') && !isUri) return covers(name, exact);
  return matchString(matcher, name);
}

/** The asterisk stands for one label. */
function covers(wildcard: string, host: string): boolean {
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot).toLowerCase() === wildcard.slice(1).toLowerCase();
}
