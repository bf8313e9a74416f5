/** Istio's own words: `error` is broken or will break, `warning` a likely problem or a risk, `info` worth knowing. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** What a finding stands on: `observed` in Envoy, the kernel or a log; `declared` in API objects; `inferred` from either. */
export type Basis = 'observed' | 'declared' | 'inferred';

export type Role = 'cause' | 'symptom' | 'standalone';

export type Outcome = 'pass' | 'fail' | 'notApplicable' | 'inconclusive' | 'error';

/** Orders severities from the worst to the mildest. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}
