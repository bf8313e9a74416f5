import { citeField } from '../../core/evidence.js';
import type { RouteMatch, VirtualServiceRoute } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { overlapsAsIstio } from '../../model/lookup/route-matches.js';
import { defineCheck } from '../check.js';

export const routingIneffectiveMatch = defineCheck({
  meta: {
    id: 'routing/ineffective-match',
    title: 'Every match of a VirtualService adds something',
    severity: 'info',
    why: 'A match that repeats or lies within an earlier one selects no further request, which is often a sign of rules in the wrong order.',
    fix: [
      {
        text: 'Remove the match, or move it before the broader one if it stands in another rule.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/',
      },
    ],
    aliases: ['IST0131'],
    decides:
      'Compares each match with the earlier ones of its protocol: equal but for the name; for http also a prefix that begins with an earlier prefix while the other conditions agree as istioctl sees them.',
    falsePositives: [
      'istioctl takes an earlier match with an authority, a header value or a method for one that covers a later match without.',
    ],
  },
  requires: ['virtualServices'],
  messages: {
    duplicate: 'VirtualService {namespace}/{name} has the same match twice: {match} repeats {earlier}',
    overlap:
      'VirtualService {namespace}/{name} has a match within another: {match} ({prefix}) after {earlier} ({broader})',
  },
  identity: ['match'],
  *run({ virtualServices }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      const subject = { kind: 'VirtualService', namespace, name };
      for (const routes of groupBy(spec.routes, ({ protocol }) => protocol).values()) {
        const matches = matchesBeforeCatchAll(routes);
        const first = new Map<string, RouteMatch>();
        for (const [index, match] of matches.entries()) {
          const same = first.get(match.text);
          if (same === undefined) first.set(match.text, match);
          const broader =
            same ?? matches.slice(0, Math.min(index, maxEarlier)).find((earlier) => overlapsAsIstio(earlier, match));
          if (broader === undefined) continue;
          yield {
            messageId: same === undefined ? 'overlap' : 'duplicate',
            args: {
              namespace,
              name,
              match: shown(match),
              earlier: shown(broader),
              prefix: match.uri?.value ?? '',
              broader: broader.uri?.value ?? '',
            },
            subject,
            evidence: [citeField(source, match.field, match.text), citeField(source, broader.field, broader.text)],
          };
        }
      }
    }
  },
});

/** Earlier matches that each is compared with; of longer lists equal ones are found all the same. */
const maxEarlier = 500;

/** What stands behind a rule without match is routing/unreachable-rule's. */
function matchesBeforeCatchAll(routes: readonly VirtualServiceRoute[]): readonly RouteMatch[] {
  const end = routes.findIndex(({ matches = [] }) => matches.length === 0);
  return routes.slice(0, end < 0 ? routes.length : end).flatMap(({ matches = [] }) => matches);
}

function shown({ field }: RouteMatch): string {
  return field.replace('spec.', '');
}
