import { some, type Truth } from '../envoy/truth.js';
import type { ZtunnelConfig, ZtunnelPolicy, ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import { type InboundConnection, policyMatches } from './policy-match.js';
import { type ZtunnelState, ztunnelState } from './state.js';

export interface InboundDecision {
  decision: 'allow' | 'deny' | 'unknown';
  reason:
    | 'no allow policies'
    | 'allow policy matched'
    | 'no allow policy matched'
    | 'denied by policy'
    | 'depends on what is not known';
  /** `NAMESPACE/NAME` of the policy that decides; of the first that may where it is unknown. */
  policy?: string;
  /** All policies that apply and are enforced. */
  applied: readonly ZtunnelPolicy[];
  /** Policies on trial that would deny: DENY ones that match, ALLOW ones when none of them does. */
  dryRunDenials: readonly string[];
  /** Policies that select the workload and that the dump does not have; ztunnel goes on without them. */
  missing: readonly string[];
}

/** Whether the ztunnel of the destination checks connections to it at all: it does for those it takes in itself. */
export function isCheckedByZtunnel({ protocol, hasNativeTunnel }: ZtunnelWorkload): boolean {
  return protocol === 'HBONE' && hasNativeTunnel !== true;
}

/** Whether the ztunnel of the destination lets a connection in. */
export function decideInbound(
  config: ZtunnelConfig,
  destination: ZtunnelWorkload,
  connection: InboundConnection,
): InboundDecision {
  const { policies, missing } = policiesFor(ztunnelState(config), destination);
  const applied = policies.filter(({ isDryRun }) => isDryRun !== true);
  const outcome =
    config.policies === undefined ? undecided() : outcomeOf(applied, (policy) => policyMatches(policy, connection));
  return { ...outcome, applied, dryRunDenials: dryRunDenials(policies, connection), missing };
}

/** Those of the workload's namespace, of the whole mesh, and those that name it. */
function policiesFor(state: ZtunnelState, { namespace, authorizationPolicies = [] }: ZtunnelWorkload) {
  const own = authorizationPolicies.map((name) => ({ name, policy: state.policies.get(name) }));
  const found = [
    ...(state.policiesByNamespace.get(namespace) ?? []),
    ...(state.policiesByNamespace.get('') ?? []),
    ...own.flatMap(({ policy }) => policy ?? []),
  ];
  return { policies: [...new Set(found)], missing: own.filter(({ policy }) => !policy).map(({ name }) => name) };
}

type Outcome = Pick<InboundDecision, 'decision' | 'reason' | 'policy'>;

/** A DENY that matches denies. Without an ALLOW all is allowed, else what one of them matches. */
function outcomeOf(policies: readonly ZtunnelPolicy[], matches: (policy: ZtunnelPolicy) => Truth): Outcome {
  const denies = policies.filter(isDeny);
  const denying = denies.find((policy) => matches(policy) === true);
  if (denying !== undefined) return { decision: 'deny', reason: 'denied by policy', policy: nameOf(denying) };
  const allows = policies.filter((policy) => !isDeny(policy));
  const allowed = allows.length === 0 ? true : some(allows, matches);
  if (allowed === false) return { decision: 'deny', reason: 'no allow policy matched' };
  const unsure = [...denies, ...(allowed === true ? [] : allows)].find((policy) => matches(policy) === 'unknown');
  if (unsure !== undefined) return undecided(nameOf(unsure));
  const allowing = allows.find((policy) => matches(policy) === true);
  if (allowing === undefined) return { decision: 'allow', reason: 'no allow policies' };
  return { decision: 'allow', reason: 'allow policy matched', policy: nameOf(allowing) };
}

function undecided(policy?: string): Outcome {
  return { decision: 'unknown', reason: 'depends on what is not known', ...(policy !== undefined && { policy }) };
}

function dryRunDenials(policies: readonly ZtunnelPolicy[], connection: InboundConnection): string[] {
  const trial = policies.filter(({ isDryRun }) => isDryRun === true);
  const denies = trial.filter((policy) => isDeny(policy) && policyMatches(policy, connection) === true);
  const allows = trial.filter((policy) => !isDeny(policy));
  const allowsNothing = some(allows, (policy) => policyMatches(policy, connection)) === false;
  return [...denies, ...(allowsNothing ? allows : [])].map(nameOf);
}

export function isDeny({ action }: ZtunnelPolicy): boolean {
  return action.toLowerCase() === 'deny';
}

export function nameOf({ namespace, name }: ZtunnelPolicy): string {
  return `${namespace}/${name}`;
}
