import { podsRestarts } from '../../../src/checks/pods/restarts.js';
import type { Container } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const restarted = container({
  restarts: 6,
  lastTermination: { state: 'terminated', reason: 'Error', exitCode: 1, finished: '2026-03-04T06:31:00Z' },
});

function withContainers(...containers: Container[]) {
  const spec = podSpec({ containers });
  return { pods: [spec], podSpecs: [spec], mesh: mesh() };
}

describeCheck(podsRestarts, {
  silent: {
    'no restart': withContainers(container()),
    'four restarts': withContainers({ ...restarted, restarts: 4 }),
    'many restarts, the last one long ago': withContainers({
      ...restarted,
      lastTermination: { state: 'terminated', exitCode: 1, finished: '2026-02-20T00:00:00Z' },
    }),
    'only the proxy (proxies/restarts)': withContainers(container(), { ...restarted, name: 'istio-proxy' }),
    'in a crash loop (pods/crash-loop)': withContainers({
      ...restarted,
      state: { state: 'waiting', reason: 'CrashLoopBackOff' },
    }),
    'a few restarts in the row of a table': { pods: [pod({ restarts: 6 })], mesh: mesh() },
  },
  fires: {
    'six restarts, the last one three hours ago': {
      given: withContainers(restarted),
      expect: [
        {
          messageId: 'recent',
          subject: 'Workload shop/cart',
          args: { container: 'app', restarts: 6, age: '3 hours', reason: 'exit code 1 (Error)' },
          severity: 'warning',
        },
      ],
    },
    'very many restarts in the row of a table': {
      given: { pods: [pod({ restarts: 40 })], mesh: mesh() },
      expect: [{ messageId: 'count', subject: 'Workload shop/cart', args: { restarts: 40 }, severity: 'info' }],
    },
  },
});
