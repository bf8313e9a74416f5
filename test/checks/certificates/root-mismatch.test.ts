import { certificatesRootMismatch } from '../../../src/checks/certificates/root-mismatch.js';
import type { HeldCertificate } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { authority, workloadCertificates } from '../../helpers/facets/envoy.js';
import { mesh } from '../../helpers/facets/mesh.js';

const first = authority();
const second = authority({ serial: 'b2', fingerprint: 'bb' });
const { fingerprint, ...fromPage } = authority({ serial: '00:A1' });

function trusting(workload: string, ...authorities: HeldCertificate[]) {
  return workloadCertificates({ workload, pod: { namespace: 'shop', name: `${workload}-0` }, authorities });
}

describeCheck(certificatesRootMismatch, {
  silent: {
    'one root': { workloadCertificates: [trusting('cart', first), trusting('reviews', first)], mesh: mesh() },
    'a rotation in progress': {
      workloadCertificates: [trusting('cart', first), trusting('reviews', second), trusting('web', first, second)],
      mesh: mesh(),
    },
    'one proxy whose root is known by its serial only': {
      workloadCertificates: [trusting('cart', first), trusting('reviews', fromPage)],
      mesh: mesh(),
    },
    'a proxy without authorities': {
      workloadCertificates: [trusting('cart', first), trusting('reviews')],
      mesh: mesh(),
    },
  },
  fires: {
    'one workload with another root': {
      given: {
        workloadCertificates: [trusting('redis', second), trusting('cart', first), trusting('reviews', first)],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'mismatch',
          subject: 'Workload shop/redis',
          args: { workloads: 'shop/redis', root: 'b2', others: 2 },
          evidence: 2,
        },
      ],
    },
    'several workloads with another root': {
      given: {
        workloadCertificates: [
          ...['cart', 'reviews', 'web'].map((name) => trusting(name, first)),
          ...['redis', 'mysql'].map((name) => trusting(name, second)),
        ],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'mismatch',
          subject: 'Mesh cluster.local',
          args: { workloads: 'shop/redis and 1 more workload' },
        },
      ],
    },
  },
});
