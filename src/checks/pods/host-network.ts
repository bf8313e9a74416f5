import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { Namespace, PodSpec } from '../../model/facets.js';
import { injectionLabel } from '../../model/lookup/injection.js';
import { citePod, hasProxy, hasSidecar, isFinished, podsByWorkload, workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const podsHostNetwork = defineCheck({
  meta: {
    id: 'pods/host-network',
    title: 'Pods of the mesh have a network of their own',
    severity: 'info',
    why: "Pods on the node's network are never injected and never redirected to ztunnel: they are outside the mesh, whatever the labels of their namespace say.",
    fix: [
      {
        text: 'If the pods belong in the mesh, remove hostNetwork. If not, expect plain text from them: a STRICT PeerAuthentication refuses it.',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
  },
  requires: ['podSpecs', 'mesh'],
  uses: ['namespaces'],
  messages: {
    outside:
      'Pods of {namespace}/{workload} use the network of their node and are not part of the mesh ({count} of {total})',
  },
  *run({ podSpecs, mesh, namespaces = [] }) {
    const labelled = namespaces.filter(isInMesh).map(({ name }) => name);
    const meshNamespaces = new Set([...labelled, ...podSpecs.filter(hasSidecar).map(({ namespace }) => namespace)]);
    for (const group of podsByWorkload(podSpecs, mesh)) {
      const [{ namespace, workload }] = group;
      if (!meshNamespaces.has(namespace)) continue;
      const outside = group.filter((pod) => pod.hostNetwork && !hasProxy(pod) && !isFinished(pod) && !optsOut(pod));
      if (!isNonEmpty(outside)) continue;
      yield {
        messageId: 'outside',
        args: { namespace, workload, count: outside.length, total: group.length },
        subject: workloadSubject(outside[0]),
        evidence: mapNonEmpty(outside, (pod) => citePod(pod, 'spec.hostNetwork', 'true')),
      };
    }
  },
});

function isInMesh({ labels }: Namespace): boolean {
  return injectionLabel(labels) !== undefined || labels.get('istio.io/dataplane-mode') === 'ambient';
}

/** Somebody already said that these pods stay outside. */
function optsOut({ labels, annotations }: PodSpec): boolean {
  const inject = labels.get('sidecar.istio.io/inject') ?? annotations.get('sidecar.istio.io/inject');
  return inject?.toLowerCase() === 'false' || labels.get('istio.io/dataplane-mode') === 'none';
}
