import { citeField, type Evidence } from '../../core/evidence.js';
import type { MeshCluster, MeshConfig } from '../../model/facets.js';
import { citeCertificate, identityOf, ownCertificate } from '../../model/lookup/certificates.js';
import { defineCheck } from '../check.js';

export const certificatesClusterTrustDomains = defineCheck({
  meta: {
    id: 'certificates/cluster-trust-domains',
    title: 'Clusters accept the trust domains of one another',
    severity: 'error',
    why: 'A proxy accepts certificates of its own trust domain and its aliases only: calls between clusters with others fail in the handshake.',
    fix: [
      {
        text: 'Set one trust domain for the whole mesh, or list the others in meshConfig.trustDomainAliases of every cluster.',
        doc: 'https://istio.io/latest/docs/tasks/security/authorization/authz-td-migration/',
      },
      { text: 'If the bundles are of different meshes, analyse each on its own (--each).' },
    ],
  },
  requires: ['clusters'],
  identity: ['cluster', 'other'],
  messages: {
    refused:
      'Cluster {cluster} (trust domain {trustDomain}) does not accept the trust domain {otherTrustDomain} of cluster {other}',
  },
  *run({ clusters }, { undecided }) {
    const known = clusters.flatMap(({ name, bundle, model }) => {
      const trustDomain = model.mesh.state === 'present' ? model.mesh.value.trustDomain : undefined;
      if (trustDomain === undefined) undecided(`the trust domain of cluster ${name} is not in its bundle`);
      return trustDomain === undefined ? [] : [{ name, bundle, model, trustDomain }];
    });
    for (const cluster of known) {
      const settings = cluster.model.meshConfig;
      for (const other of known) {
        if (other.trustDomain === cluster.trustDomain) continue;
        if (settings.state === 'absent') {
          undecided(`the aliases of the trust domain of cluster ${cluster.name} are not in its bundle`);
          continue;
        }
        if (settings.value.trustDomainAliases.includes(other.trustDomain)) continue;
        yield {
          messageId: 'refused',
          args: {
            cluster: cluster.name,
            trustDomain: cluster.trustDomain,
            other: other.name,
            otherTrustDomain: other.trustDomain,
          },
          subject: { kind: 'Mesh', name: cluster.trustDomain, cluster: cluster.name },
          evidence: [citeAliases(cluster, settings.value), ...citeTrustDomain(other)],
        };
      }
    }
  },
});

function citeAliases({ bundle }: MeshCluster, { source, trustDomainAliases }: MeshConfig): Evidence {
  return { ...citeField(source, 'trustDomainAliases', trustDomainAliases.join(', ') || '(none)'), bundle };
}

/** The mesh's setting, else a certificate with it. */
function citeTrustDomain({ bundle, model }: MeshCluster): Evidence[] {
  const { meshConfig, workloadCertificates } = model;
  if (meshConfig.state === 'present')
    return [{ ...citeField(meshConfig.value.source, 'trustDomain', meshConfig.value.trustDomain), bundle }];
  const proxies = workloadCertificates.state === 'present' ? workloadCertificates.value : [];
  return proxies.slice(0, 1).flatMap((proxy) => {
    const own = ownCertificate(proxy);
    const identity = own && identityOf(own);
    if (own === undefined || identity === undefined) return [];
    return [{ ...citeCertificate(proxy, own, 'names', own.names.join(', ')), bundle }];
  });
}
