import { citeField } from '../../core/evidence.js';
import type { EnvoyFilter, FacetName, Facets } from '../../model/facets.js';
import { mayBeAmbient } from '../../model/lookup/ambient.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { isAmbientNamespace, isAmbientPod, isPodInMesh, namespaceNamed } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { podsOfPolicy } from '../../model/lookup/policy-pods.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { isGatewayPod } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

export const ambientIneffectiveEnvoyFilter = defineCheck({
  meta: {
    id: 'ambient/ineffective-envoy-filter',
    title: 'EnvoyFilters are for workloads that have an Envoy',
    severity: 'warning',
    why: 'ztunnel is no Envoy and reads no EnvoyFilter: what the patch was meant to do or to forbid for ambient workloads does not happen.',
    fix: [
      {
        text: 'Remove the EnvoyFilter, or do what it is for with a policy or WasmPlugin at a waypoint.',
        command: 'kubectl get envoyfilter -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ambient/usage/extend-waypoint-wasm/',
      },
    ],
    decides:
      'The EnvoyFilter stands in an ambient namespace other than the root namespace, and every pod that it selects is ambient: none has a sidecar, none is a gateway or waypoint.',
    falsePositives: ['An EnvoyFilter that is attached by targetRefs, or selects no pod at all, is left alone.'],
  },
  requires: ['envoyFilters', 'podSpecs', 'namespaces', 'mesh'],
  uses: ['meshConfig'],
  era: mayBeAmbient,
  messages: {
    ineffective:
      'EnvoyFilter {namespace}/{name} has no effect: the pods that it is for, such as those of {workload}, are in ambient mode',
  },
  *run(facets, { undecided }) {
    const rootNamespace = rootNamespaceOf(facets);
    for (const filter of facets.envoyFilters) {
      const { namespace, name, source } = filter;
      const own = namespaceNamed(facets.namespaces, namespace);
      if (namespace === rootNamespace || own === undefined || !isAmbientNamespace(own)) continue;
      const pod = onlyAmbient(filter, facets);
      if (pod === undefined) continue;
      if (!hasAll(facets.mesh, 'Pod', namespace)) {
        undecided(notGathered('pod', `one with a sidecar in ${namespace}`));
        continue;
      }
      yield {
        messageId: 'ineffective',
        args: { namespace, name, workload: pod.workload },
        subject: configSubject(filter),
        evidence: [
          citeField(source, 'spec.workloadSelector', Object.fromEntries(filter.spec.workloadSelector)),
          citeField(own.source, 'metadata.labels["istio.io/dataplane-mode"]', 'ambient'),
        ],
      };
    }
  },
});

type Needs = Pick<Facets, Extract<FacetName, 'podSpecs' | 'namespaces'>>;

/** One of the pods that the filter is for, where all of them are ambient. */
function onlyAmbient({ namespace, spec }: EnvoyFilter, { podSpecs, namespaces }: Needs) {
  if ((spec.targets ?? []).length > 0) return undefined;
  const pods = podsOfPolicy(podSpecs, { namespace, selector: spec.workloadSelector });
  const hasEnvoy = pods.some((pod) => isGatewayPod(pod) || (isPodInMesh(pod, namespaces) && !isAmbientPod(pod)));
  return hasEnvoy ? undefined : pods[0];
}
