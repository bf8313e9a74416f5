import { podsNotReady } from '../../../src/checks/pods/not-ready.js';
import type { Container, PodSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, event, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const since = '2026-03-04T08:31:00Z';

function unready(facts: Partial<PodSpec> = {}): PodSpec {
  return podSpec({
    conditions: [{ type: 'Ready', status: 'False', reason: 'ContainersNotReady', since }],
    containers: [container({ ready: false }), container({ name: 'istio-proxy' })],
    ...facts,
  });
}

const alone = (spec: PodSpec) => ({ pods: [spec], podSpecs: [spec], mesh: mesh() });

const done: Container = container({
  ready: false,
  state: { state: 'terminated', reason: 'Completed', exitCode: 0, finished: '2026-03-04T09:00:00Z' },
});
const heldOpen = podSpec({
  workload: 'import',
  status: 'NotReady',
  owner: { kind: 'Job', name: 'import' },
  containers: [done, container({ name: 'istio-proxy' })],
});

describeCheck(podsNotReady, {
  silent: {
    'a ready pod': alone(podSpec()),
    'not ready for less than five minutes': alone(
      unready({ conditions: [{ type: 'Ready', status: 'False', since: '2026-03-04T09:29:00Z' }] }),
    ),
    'only the proxy is not ready (proxies/not-ready)': alone(
      unready({ containers: [container(), container({ name: 'istio-proxy', ready: false })] }),
    ),
    'in a crash loop (pods/crash-loop)': alone(
      unready({
        status: 'CrashLoopBackOff',
        containers: [container({ ready: false, state: { state: 'waiting', reason: 'CrashLoopBackOff' } })],
      }),
    ),
    'being deleted': alone(unready({ deleted: '2026-03-04T09:30:00Z' })),
    'a completed Job': alone(podSpec({ phase: 'Succeeded', status: 'Completed', containers: [done] })),
    'a Job that ended a minute ago': alone({
      ...heldOpen,
      containers: [
        container({ state: { state: 'terminated', exitCode: 0, finished: '2026-03-04T09:30:00Z' } }),
        container({ name: 'istio-proxy' }),
      ],
    }),
    'a ready row of a table': { pods: [pod()], mesh: mesh() },
    'the control plane': alone(unready({ namespace: 'istio-system', workload: 'istiod' })),
  },
  fires: {
    'the readiness probe fails': {
      given: { ...alone(unready()), events: [event()] },
      expect: [
        {
          messageId: 'container',
          subject: 'Workload shop/cart',
          args: {
            container: 'app',
            reason: 'for 60 minutes: Readiness probe failed: HTTP probe failed with statuscode: 503',
          },
          severity: 'error',
        },
      ],
    },
    'one of two pods, since when is not known': {
      given: {
        pods: [unready(), podSpec({ name: 'cart-2' })],
        podSpecs: [unready({ conditions: [{ type: 'Ready', status: 'False' }] })],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'container',
          subject: 'Workload shop/cart',
          args: { reason: 'since when is not known', count: 1, total: 2 },
          severity: 'warning',
        },
      ],
    },
    'a readiness gate is closed': {
      given: alone(
        unready({
          containers: [container()],
          conditions: [
            { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message: 'target not healthy', since },
          ],
        }),
      ),
      expect: [{ messageId: 'gate', subject: 'Workload shop/cart', args: { reason: 'target not healthy' } }],
    },
    'the row of a table': {
      given: { pods: [pod({ ready: { ready: 1, total: 2 } })], mesh: mesh() },
      expect: [{ messageId: 'row', subject: 'Workload shop/cart', line: 2, severity: 'warning' }],
    },
    'the row of a pod in which a container completed': {
      given: { pods: [pod({ status: 'NotReady', ready: { ready: 1, total: 2 } })], mesh: mesh() },
      expect: [{ messageId: 'partlyEnded', subject: 'Workload shop/cart', severity: 'warning' }],
    },
    'a Job that its proxy holds open': {
      given: alone(heldOpen),
      expect: [{ messageId: 'job', subject: 'Workload shop/import', severity: 'warning' }],
    },
  },
});
