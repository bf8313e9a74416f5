import { podsCrashLoop } from '../../../src/checks/pods/crash-loop.js';
import type { Container, PodSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const backOff = container({
  ready: false,
  restarts: 77,
  state: { state: 'waiting', reason: 'CrashLoopBackOff' },
  lastTermination: { state: 'terminated', reason: 'OOMKilled', exitCode: 137, finished: '2026-03-04T09:29:00Z' },
});

function crashing(...containers: Container[]): PodSpec {
  return podSpec({ status: 'CrashLoopBackOff', containers });
}

const alone = (spec: PodSpec) => ({ pods: [spec], podSpecs: [spec], mesh: mesh() });

describeCheck(podsCrashLoop, {
  silent: {
    'a running pod that restarted once': alone(podSpec({ containers: [container({ restarts: 1 })] })),
    'only the proxy crashes (proxies/restarts)': alone(crashing(container(), { ...backOff, name: 'istio-proxy' })),
    'a container that failed once': alone(
      podSpec({
        status: 'Error',
        containers: [container({ restarts: 1, state: { state: 'terminated', reason: 'Error', exitCode: 1 } })],
      }),
    ),
    'the failed pod of a Job': alone({ ...crashing(backOff), phase: 'Failed', status: 'Error' }),
    'a completed pod': { pods: [pod({ status: 'Completed', restarts: 3 })], mesh: mesh() },
    'Pilot, which has checks of its own': {
      pods: [pod({ namespace: 'istio-system', workload: 'istio-pilot', status: 'CrashLoopBackOff' })],
      mesh: mesh(),
    },
  },
  fires: {
    'killed for its memory, in two pods': {
      given: {
        pods: [crashing(backOff), { ...crashing(backOff), name: 'cart-2' }, podSpec({ name: 'cart-3' })],
        podSpecs: [crashing(backOff), { ...crashing(backOff), name: 'cart-2' }, podSpec({ name: 'cart-3' })],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'container',
          subject: 'Workload shop/cart',
          args: { container: 'app', reason: 'exit code 137 (OOMKilled)', count: 2, total: 3 },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'an init container': {
      given: alone(
        podSpec({
          status: 'Init:CrashLoopBackOff',
          containers: [{ ...backOff, name: 'istio-init', kind: 'init' }, container()],
        }),
      ),
      expect: [{ messageId: 'container', subject: 'Workload shop/cart', args: { container: 'istio-init' } }],
    },
    'between two starts': {
      given: alone(
        podSpec({
          status: 'Error',
          containers: [container({ restarts: 4, state: { state: 'terminated', reason: 'Error', exitCode: 1 } })],
        }),
      ),
      expect: [{ messageId: 'container', subject: 'Workload shop/cart', args: { reason: 'exit code 1 (Error)' } }],
    },
    'the last end is not known': {
      given: alone(crashing(container({ state: { state: 'waiting', reason: 'CrashLoopBackOff' } }))),
      expect: [{ messageId: 'container', subject: 'Workload shop/cart', args: { reason: 'no exit code is known' } }],
    },
    'the row of a table': {
      given: { pods: [pod({ status: 'Init:CrashLoopBackOff', restarts: 12 })], mesh: mesh() },
      expect: [
        { messageId: 'status', subject: 'Workload shop/cart', args: { status: 'Init:CrashLoopBackOff' }, line: 2 },
      ],
    },
    'the row of a table between two starts': {
      given: { pods: [pod({ status: 'OOMKilled', restarts: 12 })], mesh: mesh() },
      expect: [{ messageId: 'status', subject: 'Workload shop/cart', args: { status: 'OOMKilled' } }],
    },
  },
});
