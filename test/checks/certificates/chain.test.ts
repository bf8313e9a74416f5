import { certificatesChain } from '../../../src/checks/certificates/chain.js';
import type { HeldCertificate } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { authority, heldCertificate, workloadCertificates } from '../../helpers/facets/envoy.js';

const leaf = heldCertificate({ signedBy: ['cc'] });
const intermediate = authority({ serial: 'c3', fingerprint: 'cc', signedBy: ['aa'] });
const otherRoot = authority({ serial: 'b2', fingerprint: 'bb', signedBy: ['bb'] });

/** As a source without keys tells it. */
function named(certificate: HeldCertificate, subject: string, issuer: string): HeldCertificate {
  const { fingerprint, signedBy, ...rest } = certificate;
  return { ...rest, subject, issuer };
}

/** As the page /certs tells it: neither names nor keys. */
function unnamed({ fingerprint, signedBy, ...rest }: HeldCertificate): HeldCertificate {
  return rest;
}

function given(chain: readonly HeldCertificate[], authorities: readonly HeldCertificate[] = [authority()]) {
  return { workloadCertificates: [workloadCertificates({ chain, authorities })] };
}

describeCheck(certificatesChain, {
  silent: {
    'signed by the root': given([heldCertificate()]),
    'signed by an intermediate of the chain': given([leaf, intermediate]),
    'the intermediate itself is trusted': given([leaf], [intermediate]),
    'one of two roots, as in a rotation': given([leaf, intermediate], [otherRoot, authority()]),
    'a renewed root with the key of the old one': given(
      [heldCertificate({ signedBy: ['aa', 'dd'] })],
      [authority({ serial: 'd4', fingerprint: 'dd', signedBy: ['aa', 'dd'] })],
    ),
    'the chain brings the trusted root along': given([leaf, intermediate, authority()]),
    'the names fit': given(
      [named(leaf, '', 'CN=Intermediate'), named(intermediate, 'CN=Intermediate', 'CN=Root')],
      [named(authority(), 'CN=Root', 'CN=Root')],
    ),
    'neither names nor keys are known': given([unnamed(leaf)], [unnamed(otherRoot)]),
    'the names of the authorities are unknown': given([named(leaf, '', 'CN=Intermediate')], [unnamed(authority())]),
    'no authority was read': given([leaf], []),
    'no certificate of a workload': given([heldCertificate({ names: ['shop.example.com'], signedBy: [] })]),
  },
  fires: {
    'the root that signed is another one of the same name; two pods are one finding': {
      given: {
        workloadCertificates: ['cart-6f5b', 'cart-9d2c'].map((name) =>
          workloadCertificates({
            pod: { namespace: 'shop', name },
            chain: [heldCertificate({ issuer: 'O=cluster.local' })],
            authorities: [{ ...otherRoot, subject: 'O=cluster.local' }],
          }),
        ),
      },
      expect: [
        {
          messageId: 'untrusted',
          subject: 'Workload shop/cart',
          args: { authorities: 'b2', count: 2, pod: 'cart-6f5b' },
          evidence: 3,
        },
      ],
    },
    'an intermediate is missing from the chain': {
      given: given([heldCertificate({ signedBy: [] })]),
      expect: [{ messageId: 'untrusted', subject: 'Workload shop/cart', args: { authorities: 'a1', count: 1 } }],
    },
    'the chain ends at a root of its own': {
      given: given([leaf, intermediate, authority()], [otherRoot]),
      expect: [{ messageId: 'untrusted', subject: 'Workload shop/cart', args: { authorities: 'b2' } }],
    },
    'two trusted authorities, and neither signed': {
      given: given([leaf], [authority(), otherRoot]),
      expect: [{ messageId: 'untrusted', subject: 'Workload shop/cart', args: { authorities: 'a1 and 1 more' } }],
    },
    'no name fits': {
      given: given([named(leaf, '', 'CN=Other')], [named(authority(), 'CN=Root', 'CN=Root')]),
      expect: [{ messageId: 'untrusted', subject: 'Workload shop/cart', evidence: 2 }],
    },
  },
});
