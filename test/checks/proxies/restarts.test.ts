import { proxiesRestarts } from '../../../src/checks/proxies/restarts.js';
import type { Container } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, podSpec } from '../../helpers/facets/kubernetes.js';

function withProxy(proxy: Partial<Container>, name = 'cart-6f5b') {
  return podSpec({ name, containers: [container(), container({ name: 'istio-proxy', ...proxy })] });
}

const hourAgo = '2026-03-04T08:31:00Z';
const oomKilled = { state: 'terminated', exitCode: 137, reason: 'OOMKilled', finished: hourAgo } as const;

describeCheck(proxiesRestarts, {
  silent: {
    'never restarted': { podSpecs: [podSpec()] },
    'restarted, but nothing tells when and why': { podSpecs: [withProxy({ restarts: 1 })] },
    'restarted days ago': {
      podSpecs: [withProxy({ restarts: 1, lastTermination: { ...oomKilled, finished: '2026-03-01T08:00:00Z' } })],
    },
    'its node went down, or it ended cleanly': {
      podSpecs: [
        withProxy({ restarts: 1, lastTermination: { state: 'terminated', exitCode: 255, finished: hourAgo } }),
        withProxy({ restarts: 1, lastTermination: { state: 'terminated', exitCode: 0, finished: hourAgo } }),
      ],
    },
    'applications have another check': {
      podSpecs: [podSpec({ containers: [container({ restarts: 5, lastTermination: oomKilled })] })],
    },
  },
  fires: {
    'killed for its memory, on two pods': {
      given: {
        podSpecs: [
          withProxy({ restarts: 2, lastTermination: oomKilled }),
          withProxy({ kind: 'sidecar', restarts: 7, lastTermination: oomKilled }, 'cart-9d2c'),
        ],
      },
      expect: [
        {
          messageId: 'outOfMemory',
          subject: 'Workload shop/cart',
          args: { count: 2, restarts: 7, pod: 'cart-9d2c' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'it crashed': {
      given: {
        podSpecs: [
          withProxy({ restarts: 1, lastTermination: { state: 'terminated', exitCode: 139, finished: hourAgo } }),
        ],
      },
      expect: [
        { messageId: 'crashed', subject: 'Workload shop/cart', args: { reason: 'exit code 139' }, severity: 'error' },
      ],
    },
    'it ends again and again': {
      given: {
        podSpecs: [
          withProxy({
            restarts: 12,
            ready: false,
            state: { state: 'waiting', reason: 'CrashLoopBackOff' },
            lastTermination: { state: 'terminated', exitCode: 1, reason: 'Error', finished: hourAgo },
          }),
        ],
      },
      expect: [{ messageId: 'crashLoop', subject: 'Workload shop/cart', args: { reason: 'exit code 1 (Error)' } }],
    },
    'it ended with an error within a day': {
      given: {
        podSpecs: [
          withProxy({ restarts: 1, lastTermination: { state: 'terminated', exitCode: 1, finished: hourAgo } }),
        ],
      },
      expect: [{ messageId: 'ended', subject: 'Workload shop/cart', severity: 'warning' }],
    },
  },
});
