import { certificatesTrustDomain } from '../../../src/checks/certificates/trust-domain.js';
import type { MeshConfig } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { heldCertificate, workloadCertificates } from '../../helpers/facets/envoy.js';
import { mesh } from '../../helpers/facets/mesh.js';

const foreign = workloadCertificates({
  chain: [heldCertificate({ names: ['spiffe://old.example.com/ns/shop/sa/cart'] })],
});

function config(aliases: readonly string[]): MeshConfig {
  return {
    rootNamespace: 'istio-system',
    trustDomain: 'cluster.local',
    trustDomainAliases: aliases,
    enableAutoMtls: true,
    outboundTrafficPolicy: 'ALLOW_ANY',
    source: { path: 'istiod/istio-system/istiod-7d4f/mesh.json' },
  };
}

describeCheck(certificatesTrustDomain, {
  silent: {
    'the trust domain of the mesh': {
      workloadCertificates: [workloadCertificates()],
      mesh: mesh({ trustDomain: 'cluster.local' }),
    },
    'an alias': { workloadCertificates: [foreign], mesh: mesh(), meshConfig: config(['old.example.com']) },
    'no trust domain is known': { workloadCertificates: [foreign], mesh: mesh() },
  },
  fires: {
    'another trust domain': {
      given: { workloadCertificates: [foreign], mesh: mesh(), meshConfig: config([]) },
      expect: [
        {
          messageId: 'other',
          subject: 'Workload shop/cart',
          args: { found: 'old.example.com', expected: 'cluster.local' },
        },
      ],
    },
  },
});
