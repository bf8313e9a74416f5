import { proxiesNotReady } from '../../../src/checks/proxies/not-ready.js';
import type { Container } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { capture } from '../../helpers/facets/sync.js';

function withProxy(proxy: Partial<Container>, pod: Parameters<typeof podSpec>[0] = {}) {
  return podSpec({ containers: [container(), container({ name: 'istio-proxy', ...proxy })], ...pod });
}

describeCheck(proxiesNotReady, {
  silent: {
    'a ready proxy': { podSpecs: [podSpec()], mesh: mesh() },
    'only the application is not ready': {
      podSpecs: [podSpec({ containers: [container({ ready: false }), container({ name: 'istio-proxy' })] })],
      mesh: mesh(),
    },
    'a proxy that has just started': {
      podSpecs: [withProxy({ ready: false, state: { state: 'running', started: '2026-03-04T09:20:10Z' } })],
      mesh: mesh(),
      capture: capture({ from: '2026-03-04T09:21:00Z' }),
    },
    'a proxy that does not run yet': {
      podSpecs: [withProxy({ ready: false, state: { state: 'waiting', reason: 'PodInitializing' } })],
      mesh: mesh(),
    },
    'a pod that is going': {
      podSpecs: [withProxy({ ready: false }, { deleted: '2026-03-04T09:30:00Z' })],
      mesh: mesh(),
    },
    'the proxy of a Job that has done its work': {
      podSpecs: [withProxy({ ready: false }, { owner: { kind: 'Job', name: 'report' } })],
      mesh: mesh(),
    },
    'ztunnel has other checks': {
      podSpecs: [withProxy({ ready: false }, { labels: labels({ app: 'ztunnel' }) })],
      mesh: mesh(),
    },
  },
  fires: {
    'one of two pods': {
      given: { podSpecs: [podSpec(), withProxy({ ready: false }, { name: 'cart-9d2c' })], mesh: mesh() },
      expect: [
        {
          messageId: 'notReady',
          subject: 'Workload shop/cart',
          args: { count: 1, total: 2, pod: 'cart-9d2c' },
          severity: 'warning',
        },
      ],
    },
    'a native sidecar, the only pod': {
      given: { podSpecs: [withProxy({ kind: 'sidecar', ready: false })], mesh: mesh() },
      expect: [{ messageId: 'notReady', subject: 'Workload shop/cart', severity: 'error' }],
    },
  },
});
