import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { VirtualService, VirtualServiceRoute } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { coversMatch } from '../../model/lookup/route-matches.js';
import { defineCheck } from '../check.js';

export const routingUnreachableRule = defineCheck({
  meta: {
    id: 'routing/unreachable-rule',
    title: 'Every rule of a VirtualService can be reached',
    severity: 'warning',
    why: 'The first rule that matches a request takes it, so a rule behind one that matches the same requests never has an effect.',
    fix: [
      {
        text: 'Put the more specific rule first and the one without match last, or remove the rule that is never reached.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/best-practices/traffic-management/',
      },
    ],
    codes: ['IST0130'],
    decides:
      'Goes through http, tls and tcp rules in order: a rule is unreachable behind one without match, when all of its matches stand in earlier rules, or when earlier rules cover each of them by a shorter prefix, or by a regular expression of text and .*, and no further condition.',
    falsePositives: ['Other regular expressions are compared as text only.'],
  },
  requires: ['virtualServices'],
  messages: {
    afterCatchAll:
      'VirtualService {namespace}/{name} never reaches rule {rule}: {earlier} has no match and takes everything',
    duplicate:
      'VirtualService {namespace}/{name} never reaches rule {rule}: earlier rules have all of its matches ({earlier})',
    covered: 'VirtualService {namespace}/{name} never reaches rule {rule}: {earlier} takes all of its requests',
  },
  identity: ['rule'],
  *run({ virtualServices }) {
    for (const virtualService of virtualServices) {
      if (!isAnalyzedNamespace(virtualService.namespace)) continue;
      const { namespace, name, spec, source } = virtualService;
      for (const routes of groupBy(spec.routes, ({ protocol }) => protocol).values()) {
        for (const { route, messageId, earlier } of unreachable(routes)) {
          const [field] = earlier;
          if (field === undefined) continue;
          yield {
            messageId,
            args: { namespace, name, rule: ruleName(route), earlier: [...new Set(earlier)].join(', ') },
            subject: { kind: 'VirtualService', namespace, name },
            ...(messageId !== 'covered' && { aliases: ['IST0130'] }),
            evidence: mapNonEmpty([route.field, ...new Set(earlier)], (at) => citeField(source, at, at)),
          };
        }
      }
    }
  },
});

type Route = VirtualService['spec']['routes'][number];

interface Unreachable {
  route: Route;
  messageId: 'afterCatchAll' | 'duplicate' | 'covered';
  /** Fields of the rules that come before it. */
  earlier: readonly string[];
}

/** Earlier rules that each is compared with for paths; of longer lists equal matches are found all the same. */
const maxEarlier = 500;

function unreachable(routes: readonly Route[]): readonly Unreachable[] {
  const seen = new Map<string, string>();
  const found: Unreachable[] = [];
  let catchAll: string | undefined;
  for (const [index, route] of routes.entries()) {
    const { matches = [], field } = route;
    if (catchAll !== undefined) found.push({ route, messageId: 'afterCatchAll', earlier: [catchAll] });
    if (matches.length === 0) {
      catchAll ??= field;
      continue;
    }
    if (catchAll !== undefined) continue;
    const duplicates = matches.flatMap(({ text }) => seen.get(text) ?? []);
    for (const { text } of matches) if (!seen.has(text)) seen.set(text, field);
    if (duplicates.length === matches.length) found.push({ route, messageId: 'duplicate', earlier: duplicates });
    else if (route.protocol === 'http') found.push(...coveredBy(route, routes.slice(0, Math.min(index, maxEarlier))));
  }
  return found;
}

function coveredBy(route: Route, before: readonly Route[]): readonly Unreachable[] {
  const covering = (route.matches ?? []).map((match) =>
    before.find(({ matches = [] }) => matches.some((earlier) => coversMatch(earlier, match))),
  );
  const fields = covering.flatMap((found) => found?.field ?? []);
  return fields.length > 0 && fields.length === covering.length
    ? [{ route, messageId: 'covered', earlier: fields }]
    : [];
}

function ruleName({ name, field }: VirtualServiceRoute): string {
  return name === undefined ? field.replace('spec.', '') : `"${name}"`;
}
