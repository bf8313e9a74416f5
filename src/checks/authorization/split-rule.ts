import { citeField } from '../../core/evidence.js';
import type { AuthorizationRule } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { defineCheck } from '../check.js';

export const authorizationSplitRule = defineCheck({
  meta: {
    id: 'authorization/split-rule',
    title: 'Who and what of an AuthorizationPolicy stand in one rule',
    severity: 'warning',
    basis: 'inferred',
    why: 'Rules are alternatives. A dash too many before `to` or `when` makes two rules of one: the first lets its clients do everything, the second lets everybody do its operations.',
    fix: [
      {
        text: 'Remove the dash before to and when, so that they belong to the rule with from; or write the wider rule on purpose in a policy of its own.',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule',
      },
    ],
    decides: 'In an ALLOW policy of exactly two rules, the first has only `from` and the second only `to` or `when`.',
    falsePositives: ['Somebody may want just that: known clients for everything, and everybody for a few paths.'],
  },
  requires: ['authorizationPolicies'],
  messages: {
    split:
      'AuthorizationPolicy {namespace}/{name} lets the clients of its first rule do everything, and everybody what its second rule says',
  },
  *run({ authorizationPolicies }) {
    for (const policy of authorizationPolicies) {
      const { namespace, name, source, spec } = policy;
      const [first, second, ...more] = spec.ruleList ?? [];
      if (spec.action !== 'ALLOW' || first === undefined || second === undefined || more.length > 0) continue;
      if (!isOnlyFrom(first) || second.from.length > 0 || isOnlyHealth(second)) continue;
      yield {
        messageId: 'split',
        args: { namespace, name },
        subject: configSubject(policy),
        evidence: [citeField(source, second.field, '(no from)'), citeField(source, first.field, '(no to, no when)')],
      };
    }
  },
});

function isOnlyFrom({ from, to, when }: AuthorizationRule): boolean {
  return from.length > 0 && to.length === 0 && when.length === 0;
}

/** Paths and ports that are open to everybody on purpose: probes and metrics; a rule that asks for nothing, too. */
function isOnlyHealth({ to, when }: AuthorizationRule): boolean {
  if (to.length === 0 && when.length === 0) return true;
  const paths = to.flatMap((operation) => operation.paths);
  return (
    when.length === 0 && paths.length > 0 && paths.every((path) => /health|live|ready|metric|ping|status/i.test(path))
  );
}
