import type { Evidence } from '../../core/evidence.js';
import type { MeshCluster } from '../../model/facets.js';
import { citeCertificate } from '../../model/lookup/certificates.js';
import { pairsOf, rootsOf } from '../../model/lookup/cluster-links.js';
import { defineCheck } from '../check.js';

export const certificatesClusterRoots = defineCheck({
  meta: {
    id: 'certificates/cluster-roots',
    title: 'All clusters of the mesh trust a common root',
    severity: 'error',
    basis: 'observed',
    why: 'Proxies of clusters without a common root refuse each other’s certificates, so mutual TLS between the clusters fails.',
    fix: [
      {
        text: 'Give istiod of every cluster an intermediate certificate of one root (Secret cacerts), then restart istiod and the workloads.',
        command: 'kubectl get secret -n istio-system cacerts',
        doc: 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/',
      },
      { text: 'If the bundles are of different meshes, analyse each on its own (--each).' },
    ],
  },
  requires: ['clusters'],
  identity: ['cluster', 'other'],
  messages: { apart: 'Proxies of cluster {cluster} and of cluster {other} have no root certificate in common' },
  *run({ clusters }, { undecided }) {
    for (const { name, model } of clusters)
      if (rootsOf(model).size === 0) undecided(`the bundle of cluster ${name} has no root certificates of proxies`);
    for (const [cluster, other] of pairsOf(clusters)) {
      const [own, theirs] = [rootsOf(cluster.model), rootsOf(other.model)];
      const [first] = own.values();
      const [second] = theirs.values();
      if (first === undefined || second === undefined || [...own.keys()].some((root) => theirs.has(root))) continue;
      yield {
        messageId: 'apart',
        args: { cluster: cluster.name, other: other.name },
        subject: { kind: 'Mesh', name: 'clusters' },
        evidence: [citeRoot(cluster, first), citeRoot(other, second)],
      };
    }
  },
});

type Root = ReturnType<typeof rootsOf> extends ReadonlyMap<string, infer R> ? R : never;

function citeRoot({ bundle }: MeshCluster, { proxy, root }: Root): Evidence {
  const names = proxy.authorities.map(({ serial, subject = '' }) => `${serial} ${subject}`.trimEnd()).join(', ');
  return { ...citeCertificate(proxy, root, 'authorities', names), bundle };
}
