import { ambientCertificate } from '../../../src/checks/ambient/certificate.js';
import type { Ztunnel, ZtunnelCertificate } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';

function ztunnel(node: string, ...certificates: Partial<ZtunnelCertificate>[]): Ztunnel {
  return {
    node,
    certificates: certificates.map((facts, index) => ({
      identity: 'spiffe://cluster.local/ns/shop/sa/cart',
      state: 'Available',
      chain: [{ serial: 'ff', notBefore: '2026-03-04T00:00:00Z', notAfter: '2026-03-05T00:00:00Z' }],
      pointer: `/certificates/${index}`,
      ...facts,
    })),
    source: { path: `ztunnel/${node}/config-dump.json` },
  };
}

const expired = [{ serial: 'ff', notBefore: '2026-03-01T00:00:00Z', notAfter: '2026-03-02T00:00:00Z' }];
const refused: Partial<ZtunnelCertificate> = { state: 'Unavailable', reason: 'signing gRPC error: refused', chain: [] };

describeCheck(ambientCertificate, {
  silent: {
    'valid certificates': { ztunnels: [ztunnel('worker-1', {})] },
    'a dump without certificates': { ztunnels: [{ workloads: [], source: { path: 'workloads.txt' } }] },
    'asked for and not there yet': { ztunnels: [ztunnel('worker-1', { state: 'Initializing', chain: [] })] },
    'the last pod of the account has left the node': {
      ztunnels: [ztunnel('worker-1', { ...refused, reason: 'the identity is no longer needed' })],
    },
    'a table gives no reason': {
      ztunnels: [ztunnel('worker-1', { state: 'Unavailable', chain: [], line: 2, excerpt: 'Unavailable' })],
    },
    'the identity has a certificate beside the failed request': { ztunnels: [ztunnel('worker-1', {}, refused)] },
    'an expired intermediate above a valid leaf': {
      ztunnels: [
        ztunnel('worker-1', {
          chain: [{ serial: 'ff', notBefore: '2026-03-04T00:00:00Z', notAfter: '2026-03-05T00:00:00Z' }, ...expired],
        }),
      ],
    },
  },
  fires: {
    'no certificate on two nodes': {
      given: { ztunnels: [ztunnel('worker-1', refused), ztunnel('worker-2', refused)] },
      expect: [
        {
          messageId: 'unavailable',
          subject: 'ServiceAccount shop/cart',
          args: { count: 2, reason: 'signing gRPC error: refused' },
          evidence: 2,
        },
      ],
    },
    'an expired leaf': {
      given: { ztunnels: [ztunnel('worker-1', { chain: expired })] },
      expect: [
        {
          messageId: 'expired',
          subject: 'ServiceAccount shop/cart',
          args: { when: '2026-03-02T00:00:00Z', count: 1 },
        },
      ],
    },
  },
});
