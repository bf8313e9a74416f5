/** Where a policy in the configuration comes from. */
export interface PolicyOrigin {
  namespace: string;
  /** The AuthorizationPolicy. */
  name: string;
  /** Index of the rule in it. */
  rule: number;
  /** The extension provider of a CUSTOM policy. */
  provider?: string;
  /** Its provider is missing or faulty, so that Istio denies all that it selects. */
  hasBadProvider?: true;
}

const custom = 'istio-ext-authz-';

/** Reads `ns[NAMESPACE]-policy[NAME]-rule[N]` (Istio 1.4 and later); other names are of other makers. */
export function policyOrigin(policyName: string): PolicyOrigin | undefined {
  const start = policyName.startsWith(custom) ? policyName.indexOf('-ns[', custom.length) + 1 : 0;
  if (start === 0 && policyName.startsWith(custom)) return undefined;
  const [, namespace, name, rule, bad] =
    /^ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[(\d{1,9})\](-deny-due-to-bad-CUSTOM-action)?$/.exec(
      policyName.slice(start),
    ) ?? [];
  if (namespace === undefined || name === undefined || rule === undefined) return undefined;
  return {
    namespace,
    name,
    rule: Number(rule),
    ...(start > 0 && { provider: policyName.slice(custom.length, start - 1) }),
    ...(bad !== undefined && { hasBadProvider: true }),
  };
}
