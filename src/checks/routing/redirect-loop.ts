import { citeField } from '../../core/evidence.js';
import type { VirtualServiceRoute } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

export const routingRedirectLoop = defineCheck({
  meta: {
    id: 'routing/redirect-loop',
    title: 'Redirects lead away from their own rule',
    severity: 'error',
    why: 'A redirect whose target matches the same rule again sends clients in circles until they give up.',
    fix: [
      {
        text: 'Redirect to another path or host, or let the rule match only what is to be redirected.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect',
      },
    ],
    decides:
      'A redirect names neither scheme nor port, its host is one of the VirtualService or the same as before, and the rule has no match, or one by path alone, that fits its target.',
    falsePositives: ['Redirects that change the scheme are left out: the other scheme may be another server.'],
  },
  requires: ['virtualServices'],
  messages: {
    loop: 'VirtualService {namespace}/{name} redirects {route} to {target}, which the same rule matches',
  },
  identity: ['route'],
  *run({ virtualServices }) {
    for (const { namespace, name, spec, source } of virtualServices) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const [index, route] of spec.routes.entries()) {
        const { redirect, field } = route;
        if (redirect === undefined || redirect.scheme !== undefined || redirect.port !== undefined) continue;
        const isOwnHost = redirect.authority === undefined || spec.hosts.includes(redirect.authority);
        if (!isOwnHost || !matchesTarget(route, redirect.uri)) continue;
        // An earlier rule takes the target.
        if (spec.routes.slice(0, index).some((earlier) => matchesTarget(earlier, redirect.uri))) continue;
        yield {
          messageId: 'loop',
          args: {
            namespace,
            name,
            route: field.replace('spec.', ''),
            target: `${redirect.authority ?? ''}${redirect.uri ?? ''}` || 'itself',
          },
          subject: { kind: 'VirtualService', namespace, name },
          evidence: [citeField(source, `${field}.redirect`, redirect)],
        };
      }
    }
  },
});

/** Without a path of its own a redirect keeps that of the request. */
function matchesTarget({ matches = [] }: VirtualServiceRoute, target: string | undefined): boolean {
  if (matches.length === 0) return true;
  return matches.some(({ uri, text }) => {
    if (uri === undefined || text !== JSON.stringify({ uri: { [uri.kind]: uri.value } })) return false;
    if (target === undefined) return true;
    return uri.kind === 'prefix' ? target.startsWith(uri.value) : uri.kind === 'exact' && target === uri.value;
  });
}
