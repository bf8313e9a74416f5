import { citeField } from '../../core/evidence.js';
import type { ConfigObject } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isAmbientNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

export const routingUnknownExportNamespace = defineCheck({
  meta: {
    id: 'routing/unknown-export-namespace',
    title: 'Namespaces that configuration is exported to exist',
    severity: 'error',
    why: 'An object that is exported to a namespace which does not exist is seen by nobody there; a misspelt name hides it from those who were meant.',
    fix: [
      {
        text: 'Correct the name in exportTo; "." is the own namespace, "*" is all of them.',
        command: 'kubectl get namespaces',
        doc: 'https://istio.io/latest/docs/ops/configuration/mesh/configuration-scoping/',
      },
    ],
    aliases: ['KIA0005'],
    decides:
      'Compares exportTo of VirtualServices, DestinationRules and ServiceEntries with the namespaces of the cluster.',
    falsePositives: [
      'A namespace that exists in another cluster of the mesh only.',
      'Objects of ambient namespaces are left out.',
    ],
  },
  requires: ['namespaces', 'mesh'],
  uses: ['virtualServices', 'destinationRules', 'serviceEntries'],
  messages: {
    unknown: '{kind} {namespace}/{name} is exported to namespace {target}, which does not exist',
  },
  identity: ['target'],
  *run({ namespaces, mesh, virtualServices = [], destinationRules = [], serviceEntries = [] }, { undecided }) {
    const objects: readonly ConfigObject<{ exportTo: readonly string[] }>[] = [
      ...virtualServices,
      ...destinationRules,
      ...serviceEntries,
    ];
    for (const { kind, namespace, name, spec, source } of objects) {
      const own = namespaceNamed(namespaces, namespace);
      if (!isAnalyzedNamespace(namespace) || (own !== undefined && isAmbientNamespace(own))) continue;
      for (const [index, target] of spec.exportTo.entries()) {
        if (['.', '*', '~', namespace].includes(target) || namespaceNamed(namespaces, target) !== undefined) continue;
        if (!hasAll(mesh, 'Namespace')) {
          undecided(notGathered('namespace', target));
          continue;
        }
        yield {
          messageId: 'unknown',
          args: { kind, namespace, name, target },
          subject: { kind, namespace, name },
          evidence: [citeField(source, `spec.exportTo[${index}]`, target)],
        };
      }
    }
  },
});
