import { citeField } from '../../core/evidence.js';
import { matchesGlob } from '../../core/glob.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

export const authorizationUnknownNamespace = defineCheck({
  meta: {
    id: 'authorization/unknown-namespace',
    title: 'Namespaces in AuthorizationPolicies exist',
    severity: 'error',
    why: 'A source namespace that does not exist matches no client: an ALLOW rule lets nobody in by it, a DENY rule stops nobody.',
    fix: [
      {
        text: 'Correct the name, or remove it from the policy.',
        command: 'kubectl get namespaces',
        doc: 'https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source',
      },
    ],
    aliases: ['IST0101', 'KIA0101'],
    decides:
      'Each entry of source.namespaces and source.notNamespaces, with `*` at either end for any text, has to match the name of a namespace.',
    falsePositives: ['Clients of another cluster of the mesh may be in a namespace that this cluster does not have.'],
  },
  requires: ['authorizationPolicies', 'namespaces', 'mesh'],
  identity: ['source'],
  messages: {
    unknown: 'AuthorizationPolicy {namespace}/{name} names the client namespace "{source}", which no namespace matches',
  },
  *run({ authorizationPolicies, namespaces, mesh }, { undecided }) {
    const names = namespaces.map(({ name }) => name);
    for (const policy of authorizationPolicies) {
      const { namespace, name, source: place } = policy;
      if (!isAnalyzedNamespace(namespace)) continue;
      const sources = (policy.spec.ruleList ?? []).flatMap(({ from }) => from);
      for (const written of sources) {
        for (const list of ['namespaces', 'notNamespaces'] as const) {
          for (const [index, source] of written[list].entries()) {
            if (names.some((candidate) => matches(source, candidate))) continue;
            if (!hasAll(mesh, 'Namespace')) {
              undecided(notGathered('namespace', `one that matches "${source}"`));
              continue;
            }
            yield {
              messageId: 'unknown',
              args: { namespace, name, source },
              subject: configSubject(policy),
              evidence: [citeField(place, `${written.field}.${list}[${index}]`, source)],
            };
          }
        }
      }
    }
  },
});

/** Istio compares names without regard to case, and allows `*` at the start or the end. */
function matches(pattern: string, name: string): boolean {
  return pattern.includes('*') ? matchesGlob(pattern, name) : pattern.toLowerCase() === name.toLowerCase();
}
