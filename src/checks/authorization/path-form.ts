import { citeField } from '../../core/evidence.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { defineCheck } from '../check.js';

export const authorizationPathForm = defineCheck({
  meta: {
    id: 'authorization/path-form',
    title: 'Paths in AuthorizationPolicies are paths that requests can have',
    severity: 'warning',
    why: 'Paths are compared after normalization and without the query. One that no normalized request has matches nothing: ALLOW lets nobody in, DENY stops nobody.',
    fix: [
      {
        text: 'Write the path with a leading slash, without query, fragment and dot segments.',
        doc: 'https://istio.io/latest/docs/ops/best-practices/security/#customize-your-system-on-path-normalization',
      },
    ],
    decides:
      'A path starts with neither a slash nor a wildcard, holds a query or a fragment, a backslash, or a segment `.` or `..`.',
    falsePositives: [
      'Trailing slashes, repeated slashes and the case of letters are left alone: whether they matter is up to the application and to pathNormalization.',
      'With pathNormalization NONE, paths with dot segments do arrive.',
    ],
  },
  requires: ['authorizationPolicies'],
  identity: ['path'],
  messages: {
    unreachable: 'AuthorizationPolicy {namespace}/{name} lists the path {path}, which no request has: {reason}',
  },
  *run({ authorizationPolicies }) {
    for (const policy of authorizationPolicies) {
      const { namespace, name, source, spec } = policy;
      for (const operation of (spec.ruleList ?? []).flatMap(({ to }) => to)) {
        for (const list of ['paths', 'notPaths'] as const) {
          for (const [index, path] of operation[list].entries()) {
            const reason = faultOf(path);
            if (reason === undefined) continue;
            yield {
              messageId: 'unreachable',
              args: { namespace, name, path, reason },
              subject: configSubject(policy),
              evidence: [citeField(source, `${operation.field}.${list}[${index}]`, path)],
            };
          }
        }
      }
    }
  },
});

function faultOf(path: string): string | undefined {
  // gRPC and HTTP paths alike start with a slash; templates ({*}, {**}) stand after it (Istio 1.22).
  if (path === '' || (!path.startsWith('/') && !path.startsWith('*'))) return 'it has no leading slash';
  if (path.includes('?')) return 'the query is not compared';
  if (path.includes('#')) return 'clients do not send the fragment';
  if (path.includes('\\')) return 'normalization makes a slash of the backslash';
  const hasDots = path.split('/').some((segment) => segment === '.' || segment === '..');
  return hasDots ? 'normalization resolves dot segments' : undefined;
}
