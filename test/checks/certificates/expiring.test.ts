import { certificatesExpiring } from '../../../src/checks/certificates/expiring.js';
import { describeCheck } from '../../helpers/check.js';
import { authority, heldCertificate, workloadCertificates } from '../../helpers/facets/envoy.js';
import { mesh } from '../../helpers/facets/mesh.js';

function leaf(notAfter: string) {
  return { workloadCertificates: [workloadCertificates({ chain: [heldCertificate({ notAfter })] })], mesh: mesh() };
}

function root(notAfter: string) {
  return { workloadCertificates: [workloadCertificates({ authorities: [authority({ notAfter })] })], mesh: mesh() };
}

describeCheck(certificatesExpiring, {
  silent: {
    'more than half of a day left': leaf('2026-03-05T00:00:00Z'),
    'expired already': leaf('2026-03-04T09:30:00Z'),
    'an authority for two more months': root('2026-05-04T00:00:00Z'),
  },
  fires: {
    'half an hour of ten left': {
      given: leaf('2026-03-04T10:00:00Z'),
      expect: [{ messageId: 'workload', subject: 'Workload shop/cart', severity: 'warning' }],
    },
    'an authority for two more weeks': {
      given: root('2026-03-18T00:00:00Z'),
      expect: [{ messageId: 'authority', subject: 'Mesh cluster.local', args: { serial: 'a1' } }],
    },
  },
});
