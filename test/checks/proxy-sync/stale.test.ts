import { proxySyncStale } from '../../../src/checks/proxy-sync/stale.js';
import { describeCheck } from '../../helpers/check.js';
import { capture, proxySync, syncTypes } from '../../helpers/facets/sync.js';

const row = 'cart-6f5b.shop     STALE     SYNCED     SYNCED     SYNCED     istiod-7d4f     1.12.1';

describeCheck(proxySyncStale, {
  silent: {
    'everything acknowledged': { proxySync: [proxySync()] },
    'nothing to send, nothing asked, nothing known': {
      proxySync: [
        proxySync({
          types: syncTypes({ RDS: { state: 'notSent' }, EDS: { state: 'ignored' }, LDS: { state: 'unknown' } }),
        }),
      ],
    },
    'a rejection, which is another finding': {
      proxySync: [proxySync({ types: syncTypes({ LDS: { state: 'error' } }) })],
    },
    'a push that was sent seconds before the list was taken': {
      proxySync: [
        proxySync({
          types: syncTypes({ EDS: { state: 'stale', sentAt: '2026-03-04T09:24:50Z' } }),
          observedAt: '2026-03-04T09:25:00Z',
        }),
      ],
      capture: capture(),
    },
    'a push during the capture, when nothing tells at which moment the list was taken': {
      proxySync: [proxySync({ types: syncTypes({ EDS: { state: 'stale', sentAt: '2026-03-04T09:25:00Z' } }) })],
      capture: capture({ from: '2026-03-04T09:21:00Z' }),
    },
    'a table with an age of seconds': {
      proxySync: [proxySync({ types: syncTypes({ CDS: { state: 'stale', forSeconds: 2 } }) })],
    },
    'a first push to a proxy that has just connected': {
      proxySync: [
        proxySync({ types: syncTypes({ CDS: { state: 'neverAcknowledged', sentAt: '2026-03-04T09:30:58Z' } }) }),
      ],
    },
  },
  fires: {
    'a push of half an hour before is unanswered': {
      given: {
        proxySync: [proxySync({ types: syncTypes({ LDS: { state: 'stale', sentAt: '2026-03-04T09:00:00Z' } }) })],
        capture: capture(),
      },
      expect: [
        {
          messageId: 'behind',
          subject: 'Workload shop/cart',
          args: { types: 'LDS', count: 1 },
          severity: 'error',
        },
      ],
    },
    'one finding a workload, one row a proxy and type': {
      given: {
        proxySync: [
          proxySync({
            types: syncTypes({ LDS: { state: 'stale', forSeconds: 3600 }, CDS: { state: 'stale', forSeconds: 60 } }),
          }),
          proxySync({
            pod: { namespace: 'shop', name: 'cart-9d2c' },
            types: syncTypes({ LDS: { state: 'stale', forSeconds: 3600 } }),
          }),
          proxySync({ pod: { namespace: 'shop', name: 'stock-1' }, workload: 'stock' }),
        ],
      },
      expect: [
        {
          messageId: 'behind',
          subject: 'Workload shop/cart',
          args: { types: 'CDS, LDS', count: 2 },
          severity: 'error',
          evidence: 3,
        },
      ],
    },
    'never acknowledged': {
      given: {
        proxySync: [
          proxySync({ types: syncTypes({ CDS: { state: 'neverAcknowledged', sentAt: '2026-03-04T08:00:00Z' } }) }),
        ],
      },
      expect: [{ messageId: 'never', subject: 'Workload shop/cart', args: { types: 'CDS' }, severity: 'error' }],
    },
    'without a time it may have been on its way, so it is a warning, with the row of the table': {
      given: {
        proxySync: [
          proxySync({
            types: syncTypes({ CDS: { state: 'stale' } }),
            source: { path: 'istioctl/proxy-status.txt', line: 2, excerpt: row },
          }),
        ],
      },
      expect: [{ messageId: 'behind', subject: 'Workload shop/cart', severity: 'warning', line: 2 }],
    },
  },
});
