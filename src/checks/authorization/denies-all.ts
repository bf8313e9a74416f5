import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isAmbientPod, isPodInMesh } from '../../model/lookup/in-mesh.js';
import { hasAllPolicies, notGathered } from '../../model/lookup/known-objects.js';
import { isFinished, workloadSubject } from '../../model/lookup/pods.js';
import { policiesOfPod } from '../../model/lookup/policies-of-pod.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { servicesSelecting } from '../../model/lookup/services-selecting.js';
import { isGatewayPod } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

export const authorizationDeniesAll = defineCheck({
  meta: {
    id: 'authorization/denies-all',
    title: 'Workloads behind services let somebody in',
    severity: 'warning',
    why: 'As soon as one ALLOW policy selects a workload, everything that no ALLOW rule matches is denied. With policies without rules alone, that is everything.',
    fix: [
      {
        text: 'Add an AuthorizationPolicy that allows the clients of the workload.',
        command: 'istioctl x authz check deployment/{workload} -n {namespace}',
        doc: 'https://istio.io/latest/docs/concepts/security/#allow-nothing-deny-all-and-allow-all-policy',
      },
    ],
    decides: 'Every ALLOW policy that selects the pods of a service has no rules.',
    falsePositives: [
      'Policies that are attached by targetRefs to the service or its waypoint count as letting somebody in.',
      'That no policy at all covers a workload (KIA1301, off by default in Kiali) is never reported: Istio then lets everybody in, by design.',
    ],
  },
  requires: ['authorizationPolicies', 'podSpecs', 'services', 'mesh'],
  uses: ['namespaces', 'meshConfig'],
  messages: {
    closed:
      'Workload {namespace}/{workload} lets nobody in: {policies} allow nothing, and no other policy allows anything',
  },
  *run(facets, { undecided }) {
    const { authorizationPolicies, podSpecs, services, namespaces, mesh } = facets;
    const rootNamespace = rootNamespaceOf(facets);
    const allowing = authorizationPolicies.filter(({ spec }) => spec.action === 'ALLOW');
    if (!allowing.some(({ spec }) => spec.rules === 0)) return;
    const attached = new Set(
      allowing.filter(({ spec }) => (spec.targets ?? []).length > 0).map(({ namespace }) => namespace),
    );
    const candidates = podSpecs.filter(
      (pod) =>
        !isFinished(pod) &&
        !isGatewayPod(pod) &&
        !attached.has(pod.namespace) &&
        (isPodInMesh(pod, namespaces) || isAmbientPod(pod)),
    );
    for (const [pod] of groupBy(candidates, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
      const policies = policiesOfPod(allowing, pod, rootNamespace);
      if (!isNonEmpty(policies) || policies.some(({ spec }) => spec.rules > 0)) continue;
      if (servicesSelecting(services, pod).length === 0) continue;
      if (!hasAllPolicies(mesh, 'AuthorizationPolicy', pod.namespace, rootNamespace)) {
        undecided(notGathered('AuthorizationPolicy', `one that lets somebody into ${pod.namespace}/${pod.workload}`));
        continue;
      }
      yield {
        messageId: 'closed',
        args: {
          namespace: pod.namespace,
          workload: pod.workload,
          policies: policies.map(({ namespace, name }) => `${namespace}/${name}`).join(', '),
        },
        subject: workloadSubject(pod),
        evidence: mapNonEmpty(policies, ({ source }) => citeField(source, 'spec.rules', '(absent)')),
      };
    }
  },
});
