import { citeField } from '../../core/evidence.js';
import type { Subject } from '../../core/subject.js';
import type { WatchedCluster } from '../../model/facets.js';
import { isBefore } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

/** What istiod itself says of the clusters that it watches through remote secrets. */
export const controlPlaneRemoteCluster = defineCheck({
  meta: {
    id: 'control-plane/remote-cluster',
    title: 'The control plane reads every cluster that it has a secret for',
    severity: 'error',
    basis: 'observed',
    why: "Services and endpoints of a cluster that istiod cannot read are missing from every proxy's configuration.",
    fix: [
      {
        text: 'See from the log of istiod why: the API server of the cluster cannot be reached from here, or the kubeconfig in the secret has expired or lacks rights.',
        command: 'kubectl logs -n istio-system deployment/istiod',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/multicluster/',
      },
      {
        text: 'Create the secret anew, with an address of the API server that istiod can reach.',
        command: 'istioctl create-remote-secret --name={cluster} --server=https://ADDRESS',
      },
    ],
  },
  requires: ['watchedClusters'],
  messages: {
    timeout:
      'The control plane could not read Kubernetes cluster {cluster} within its time limit, and serves without it',
    closed: 'The control plane does not watch Kubernetes cluster {cluster} any more, although it has a secret for it',
  },
  identity: ['cluster'],
  era: (mesh) => (isBefore(11, mesh) ? 'debug/clusterz came with Istio 1.11' : true),
  applies: ({ watchedClusters }) =>
    watchedClusters.some(({ secret }) => secret !== undefined) || 'the control plane watches its own cluster only',
  *run({ watchedClusters }, { undecided }) {
    for (const watched of watchedClusters) {
      const { id, status, source } = watched;
      if (status === 'syncing') undecided(`the control plane was still reading cluster ${id} (${source.path})`);
      if (status !== 'timeout' && status !== 'closed') continue;
      yield {
        messageId: status,
        args: { cluster: id },
        subject: subjectOf(watched),
        evidence: [citeField(source, 'syncStatus', status)],
      };
    }
  },
});

function subjectOf({ id, secret = '' }: WatchedCluster): Subject {
  const [namespace, name] = secret.split('/');
  return namespace && name ? { kind: 'Secret', namespace, name } : { kind: 'ControlPlane', name: id };
}
