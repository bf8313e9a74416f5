import type { Truth } from '../envoy/truth.js';
import type { ZtunnelPolicy } from '../parsers/ztunnel/artifact.js';
import { type InboundDecision, isDeny, nameOf } from './inbound.js';
import { isEmptyMatch } from './policy-match.js';

/** What is wrong with policies that ztunnel cannot enforce as they are written. */
export interface PolicyCondition {
  condition: 'L7_POLICY_WITHOUT_WAYPOINT' | 'L7_DENY_NOT_ENFORCED';
  /** `NAMESPACE/NAME`. */
  policy: string;
  /** Whether the policy as written was at hand. */
  isCertain: boolean;
}

/**
 * Conditions of the policies that applied. `asksForHttp` tells whether the AuthorizationPolicy of a name has HTTP fields. istiod
 * leaves rules with such fields out of ALLOW policies, so that what they allow is denied; of DENY policies it drops the fields,
 * and what is left of a `to` or `from` without others is an empty match, which never applies.
 */
export function policyConditions(
  { decision, reason, applied }: InboundDecision,
  asksForHttp: (policy: ZtunnelPolicy) => Truth,
): readonly PolicyCondition[] {
  const denied = decision === 'deny' && reason === 'no allow policy matched';
  return applied.flatMap((policy): PolicyCondition[] => {
    const found = { policy: nameOf(policy), isCertain: asksForHttp(policy) === true };
    if (isDeny(policy))
      return hasEmptyMatch(policy) ? [{ condition: 'L7_DENY_NOT_ENFORCED', ...found, isCertain: true }] : [];
    return denied && isWithoutHttp(policy, asksForHttp(policy))
      ? [{ condition: 'L7_POLICY_WITHOUT_WAYPOINT', ...found }]
      : [];
  });
}

/** Where the policy as written is not at hand, having no rules left is a sign; a policy that allows nothing looks the same. */
function isWithoutHttp({ rules }: ZtunnelPolicy, asksForHttp: Truth): boolean {
  return asksForHttp === 'unknown' ? rules?.length === 0 : asksForHttp;
}

function hasEmptyMatch({ rules = [] }: ZtunnelPolicy): boolean {
  return rules.some((clauses) => clauses.some((matches) => matches.some(isEmptyMatch)));
}

/** What istiod made a policy of: a PeerAuthentication, by its name, or the whole mesh's STRICT mode. */
export function convertedPeerAuthentication({
  namespace,
  name,
}: ZtunnelPolicy): { namespace: string; name: string } | 'any' | undefined {
  if (name === 'istio_converted_static_strict') return 'any';
  const prefix = 'converted_peer_authentication_';
  return name.startsWith(prefix) ? { namespace, name: name.slice(prefix.length) } : undefined;
}
