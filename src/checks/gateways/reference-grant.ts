import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { namespaceNamed } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

export const gatewaysReferenceGrant = defineCheck({
  meta: {
    id: 'gateways/reference-grant',
    title: 'ReferenceGrants allow references from namespaces that exist',
    severity: 'error',
    basis: 'declared',
    why: 'A grant for a namespace that does not exist allows nothing; the reference that it was made for does not resolve.',
    fix: [
      {
        text: 'Correct the namespace in spec.from.',
        command: 'kubectl get referencegrant -n {namespace} {name} -o yaml',
        doc: 'https://gateway-api.sigs.k8s.io/api-types/referencegrant/',
      },
    ],
    aliases: ['KIA1601'],
  },
  requires: ['referenceGrants', 'namespaces'],
  uses: ['mesh'],
  messages: {
    unknown: 'ReferenceGrant {namespace}/{name} allows references from namespace {from}, which does not exist',
  },
  identity: ['from'],
  *run({ referenceGrants, namespaces, mesh }, { undecided }) {
    for (const { group, namespace, name, spec, source } of referenceGrants) {
      if (!isAnalyzedNamespace(namespace)) continue;
      for (const { field, namespace: from } of spec.from) {
        if (from === '' || namespaceNamed(namespaces, from) !== undefined) continue;
        if (!hasAll(mesh, 'Namespace')) {
          undecided(notGathered('namespace', from));
          continue;
        }
        yield {
          messageId: 'unknown',
          args: { namespace, name, from },
          subject: { kind: 'ReferenceGrant', group, namespace, name },
          evidence: [citeField(source, `${field}.namespace`, from)],
        };
      }
    }
  },
});
