import { certificatesIdentity } from '../../../src/checks/certificates/identity.js';
import { describeCheck } from '../../helpers/check.js';
import { heldCertificate, workloadCertificates } from '../../helpers/facets/envoy.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';

const named = (name: string) => workloadCertificates({ chain: [heldCertificate({ names: [name] })] });

describeCheck(certificatesIdentity, {
  silent: {
    'the service account of the pod': { workloadCertificates: [workloadCertificates()], podSpecs: [podSpec()] },
    'names that are no workload identity': { workloadCertificates: [named('shop.example.com')] },
    'a gateway holds the certificate of a server first': {
      workloadCertificates: [
        workloadCertificates({ chain: [heldCertificate({ names: ['shop.example.com'] }), heldCertificate()] }),
      ],
    },
  },
  fires: {
    'another service account': {
      given: {
        workloadCertificates: [named('spiffe://cluster.local/ns/shop/sa/reviews')],
        podSpecs: [podSpec()],
      },
      expect: [
        {
          messageId: 'mismatch',
          subject: 'Workload shop/cart',
          args: { found: 'shop/reviews', expected: 'shop/cart' },
        },
      ],
    },
    'another namespace': {
      given: { workloadCertificates: [named('spiffe://cluster.local/ns/data/sa/cart')] },
      expect: [{ messageId: 'mismatch', subject: 'Workload shop/cart', args: { found: 'data/cart' } }],
    },
  },
});
