import { certificatesExpired } from '../../../src/checks/certificates/expired.js';
import { describeCheck } from '../../helpers/check.js';
import { authority, heldCertificate, workloadCertificates } from '../../helpers/facets/envoy.js';
import { containerLog } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { capture } from '../../helpers/facets/sync.js';

const { notAfter, notBefore, ...undated } = heldCertificate();
const old = authority({ serial: 'b2', fingerprint: 'bb', notAfter: '2026-03-01T00:00:00Z' });
const other = { pod: { namespace: 'shop', name: 'cart-9d2c' } };

describeCheck(certificatesExpired, {
  silent: {
    'all valid': { workloadCertificates: [workloadCertificates()], mesh: mesh() },
    'days left, as Istio 1.0 says': {
      workloadCertificates: [workloadCertificates({ chain: [{ ...undated, daysLeft: 0 }] })],
      mesh: mesh(),
    },
    'nothing known about the dates': {
      workloadCertificates: [workloadCertificates({ chain: [undated] })],
      mesh: mesh(),
    },
  },
  fires: {
    'two pods of a workload are one finding': {
      given: {
        workloadCertificates: [{}, other].map((facts) =>
          workloadCertificates({ ...facts, chain: [heldCertificate({ notAfter: '2026-03-04T09:00:00Z' })] }),
        ),
        mesh: mesh(),
      },
      expect: [{ messageId: 'workload', subject: 'Workload shop/cart', args: { count: 2 }, evidence: 2 }],
    },
    'valid when loose files were written, long before now': {
      given: {
        workloadCertificates: [
          workloadCertificates({
            chain: [heldCertificate({ notAfter: '2026-01-02T00:00:00Z' })],
            authorities: [{ ...old, notAfter: '2026-01-03T00:00:00Z' }],
          }),
        ],
        mesh: mesh(),
        proxyLogs: [containerLog({ last: '2026-01-01T12:00:00Z' })],
      },
      expect: [
        {
          messageId: 'workloadSince',
          subject: 'Workload shop/cart',
          args: { seen: '2026-01-01T12:00:00.000Z' },
          severity: 'info',
        },
        { messageId: 'authoritySince', subject: 'Mesh cluster.local', severity: 'info' },
      ],
    },
    'expired already when loose files were written': {
      given: {
        workloadCertificates: [
          workloadCertificates({ chain: [heldCertificate({ notAfter: '2026-01-01T00:00:00Z' })] }),
        ],
        mesh: mesh(),
        proxyLogs: [containerLog({ last: '2026-01-01T12:00:00Z' })],
      },
      expect: [{ messageId: 'workload', subject: 'Workload shop/cart', severity: 'error' }],
    },
    'a record of the capture says when, however quiet the mesh was': {
      given: {
        workloadCertificates: [
          workloadCertificates({ chain: [heldCertificate({ notAfter: '2026-03-04T09:00:00Z' })] }),
        ],
        mesh: mesh(),
        capture: capture(),
        proxyLogs: [containerLog({ last: '2026-03-01T12:00:00Z' })],
      },
      expect: [{ messageId: 'workload', subject: 'Workload shop/cart', severity: 'error' }],
    },
    'only days are known': {
      given: {
        workloadCertificates: [workloadCertificates({ chain: [{ ...undated, daysLeft: -5 }] })],
        mesh: mesh(),
      },
      expect: [{ messageId: 'workload', subject: 'Workload shop/cart', args: { when: '5 days before the capture' } }],
    },
    'the only authority': {
      given: { workloadCertificates: [workloadCertificates({ authorities: [old] })], mesh: mesh() },
      expect: [{ messageId: 'authority', subject: 'Mesh cluster.local', args: { serial: 'b2' }, severity: 'error' }],
    },
    'an old authority beside a valid one': {
      given: { workloadCertificates: [workloadCertificates({ authorities: [authority(), old] })], mesh: mesh() },
      expect: [{ messageId: 'oldAuthority', subject: 'Mesh cluster.local', severity: 'info' }],
    },
  },
});
