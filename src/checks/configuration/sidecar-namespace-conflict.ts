import { citeField, type Evidence } from '../../core/evidence.js';
import type { Sidecar } from '../../model/facets.js';
import { namesOf, oldestText, severalInNamespace } from '../../model/lookup/competing.js';
import { isAmbientNamespace, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { defineCheck } from '../check.js';

export const configurationSidecarNamespaceConflict = defineCheck({
  meta: {
    id: 'configuration/sidecar-namespace-conflict',
    title: 'At most one Sidecar of a namespace has no workload selector',
    severity: 'error',
    basis: 'declared',
    why: 'The proxies of a namespace go by one Sidecar without a selector, the oldest; what the others say has no effect.',
    fix: [
      {
        text: 'Merge them into one, or give the others a workloadSelector.',
        command: 'kubectl get sidecars -n {namespace} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/sidecar/',
      },
    ],
    aliases: ['IST0111', 'KIA0002'],
    falsePositives: ['Silent in ambient namespaces, where configuration/ineffective-sidecar speaks instead.'],
  },
  requires: ['sidecars'],
  uses: ['namespaces'],
  messages: {
    conflict: 'Sidecar {namespace}/{name} is for the whole namespace, as {others} is',
  },
  *run({ sidecars, namespaces }) {
    const general = sidecars.filter(({ spec }) => spec.workloadSelector.size === 0);
    for (const { object, others } of severalInNamespace(general)) {
      const { namespace, name } = object;
      const own = namespaceNamed(namespaces, namespace);
      if (own !== undefined && isAmbientNamespace(own)) continue;
      const detail = oldestText([object, ...others]);
      yield {
        messageId: 'conflict',
        args: { namespace, name, others: namesOf(others) },
        subject: { kind: 'Sidecar', namespace, name },
        ...(detail !== undefined && { detail }),
        evidence: [citeName(object), ...others.map(citeName)],
      };
    }
  },
});

function citeName({ source, name }: Sidecar): Evidence {
  return citeField(source, 'metadata.name', name);
}
