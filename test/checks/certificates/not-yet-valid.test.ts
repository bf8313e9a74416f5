import { certificatesNotYetValid } from '../../../src/checks/certificates/not-yet-valid.js';
import { describeCheck } from '../../helpers/check.js';
import { heldCertificate, workloadCertificates } from '../../helpers/facets/envoy.js';

function from(notBefore: string) {
  return { workloadCertificates: [workloadCertificates({ chain: [heldCertificate({ notBefore })] })] };
}

describeCheck(certificatesNotYetValid, {
  silent: {
    'valid since midnight': from('2026-03-04T00:00:00Z'),
    'clocks that differ by two minutes': from('2026-03-04T09:33:00Z'),
  },
  fires: {
    'valid from tomorrow': {
      given: from('2026-03-05T00:00:00Z'),
      expect: [{ messageId: 'early', subject: 'Workload shop/cart', args: { notBefore: '2026-03-05T00:00:00Z' } }],
    },
  },
});
