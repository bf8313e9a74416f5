import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isWorkloadInMesh } from '../../model/lookup/in-mesh.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { selectorText } from '../../model/lookup/services.js';
import { servicesSelecting } from '../../model/lookup/services-selecting.js';
import { shownMinor } from '../../model/lookup/shown-release.js';
import { defineCheck } from '../check.js';

/** Minor versions of Istio that wanted a Service for every pod, as istioctl did from 1.5 to 1.19. */
const releases = { first: 5, last: 19 };

export const servicesUnassociatedDeployment = defineCheck({
  meta: {
    id: 'services/unassociated-deployment',
    title: 'Deployments in the mesh belong to a Service',
    severity: 'warning',
    basis: 'declared',
    why: 'Istio up to 1.19 asked for a Service for every pod, even one without ports: without it the sidecar has no inbound listener of its own for the pod.',
    fix: [
      {
        text: 'Make a Service that selects the pods of the Deployment.',
        command: 'kubectl get services -n {namespace} -o wide',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
    aliases: ['IST0117'],
    decides:
      'No Service of the namespace selects the pod template of a Deployment in the mesh. Asked for Istio 1.5 to 1.19 only: by the version of the control plane, among manifests also by that of images of Istio.',
    falsePositives: [
      'Outside of manifests no more than worth knowing: a Deployment that nobody calls needs no Service.',
      'Silent where nothing shows the version of Istio.',
    ],
  },
  requires: ['workloads', 'serviceSpecs', 'mesh'],
  uses: ['namespaces', 'podSpecs'],
  messages: {
    none: 'No Service selects the pods of Deployment {namespace}/{name} ({labels})',
  },
  applies(facets) {
    const minor = shownMinor(facets);
    if (minor === undefined) return 'nothing shows the version of Istio, and Istio of today asks for no Service';
    return (minor >= releases.first && minor <= releases.last) || `Istio 1.${minor} does not ask for a Service`;
  },
  *run({ workloads, serviceSpecs, mesh, namespaces }, { undecided }) {
    for (const workload of workloads) {
      const { kind, namespace, name, podLabels, labels, source } = workload;
      if (kind !== 'Deployment' || !isAnalyzedNamespace(namespace) || !isWorkloadInMesh(workload, namespaces)) continue;
      if (labels?.get('gateway.istio.io/managed') === 'istio.io-mesh-controller') continue;
      if (servicesSelecting(serviceSpecs, { namespace, labels: podLabels }).length > 0) continue;
      if (!hasAll(mesh, 'Service', namespace)) {
        undecided(notGathered('service', `one that selects the pods of Deployment ${namespace}/${name}`));
        continue;
      }
      yield {
        messageId: 'none',
        args: { namespace, name, labels: selectorText(podLabels) },
        subject: { kind: 'Deployment', namespace, name },
        ...(!mesh.isManifests && { severity: 'info' as const }),
        evidence: [citeField(source, 'spec.template.metadata.labels', selectorText(podLabels))],
      };
    }
  },
});
