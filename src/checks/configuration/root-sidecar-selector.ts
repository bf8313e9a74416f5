import { citeField } from '../../core/evidence.js';
import { selectorText } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

export const configurationRootSidecarSelector = defineCheck({
  meta: {
    id: 'configuration/root-sidecar-selector',
    title: 'The Sidecar of the root namespace has no workload selector',
    severity: 'warning',
    basis: 'declared',
    why: 'A Sidecar in the root namespace is the default of the whole mesh only when it has no selector; with one it is for pods of the root namespace alone.',
    fix: [
      {
        text: 'Remove the workloadSelector, or move the Sidecar to the namespace of the pods that it is meant for.',
        command: 'kubectl get sidecar -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/sidecar/',
      },
    ],
    aliases: ['KIA1006'],
    falsePositives: ['Right where the Sidecar is for a gateway or another workload of the root namespace.'],
  },
  requires: ['sidecars', 'meshConfig'],
  messages: {
    selector:
      'Sidecar {namespace}/{name} is in the root namespace and selects {selector}, so that it is no default of the mesh',
  },
  *run({ sidecars, meshConfig }) {
    for (const { namespace, name, spec, source } of sidecars) {
      if (namespace !== meshConfig.rootNamespace || spec.workloadSelector.size === 0) continue;
      const selector = selectorText(spec.workloadSelector);
      yield {
        messageId: 'selector',
        args: { namespace, name, selector },
        subject: { kind: 'Sidecar', namespace, name },
        evidence: [citeField(source, 'spec.workloadSelector', selector)],
      };
    }
  },
});
