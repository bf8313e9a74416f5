import { podsPending } from '../../../src/checks/pods/pending.js';
import type { PodSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, event, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const {
  node: _,
  ip: __,
  ...object
} = podSpec({
  status: 'Pending',
  phase: 'Pending',
  ips: [],
  created: '2026-03-04T09:01:00Z',
  conditions: [
    {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/3 nodes are available: 3 Insufficient cpu.',
    },
  ],
  containers: [container({ ready: false, state: { state: 'waiting' } })],
});
const unscheduled: PodSpec = object;
const { created: ___, ...withoutAge } = unscheduled;
const manifest: PodSpec = { ...withoutAge, conditions: [] };
const creating = podSpec({ status: 'ContainerCreating', phase: 'Pending', created: '2026-03-04T09:01:00Z' });
const initialising = { ...creating, status: 'Init:0/1' };

const alone = (spec: PodSpec) => ({ pods: [spec], podSpecs: [spec], mesh: mesh() });

describeCheck(podsPending, {
  silent: {
    'a running pod': { ...alone(podSpec()), events: [] },
    'created less than five minutes ago': alone({ ...unscheduled, created: '2026-03-04T09:27:00Z' }),
    'a pod that is being deleted': alone({ ...unscheduled, deleted: '2026-03-04T09:30:00Z' }),
    'an image that cannot be pulled (pods/image-pull)': alone({ ...creating, status: 'ImagePullBackOff' }),
    'a network that cannot be set up (pods/no-address)': {
      ...alone({ ...unscheduled, status: 'ContainerCreating', node: 'worker-1' }),
      events: [event({ reason: 'FailedCreatePodSandBox' })],
    },
    'waiting for its native sidecar (proxies/not-ready)': alone({
      ...creating,
      status: 'Init:1/2',
      containers: [container({ name: 'istio-proxy', kind: 'sidecar', ready: false })],
    }),
    'a manifest': alone(manifest),
    'a row of a table that runs': { pods: [pod()], mesh: mesh() },
  },
  fires: {
    'no node has room, says the condition': {
      given: alone(unscheduled),
      expect: [
        {
          messageId: 'unscheduled',
          subject: 'Workload shop/cart',
          args: { reason: '0/3 nodes are available: 3 Insufficient cpu.' },
          severity: 'error',
        },
      ],
    },
    'no node has room, says an event': {
      given: {
        ...alone({ ...unscheduled, conditions: [] }),
        events: [event({ reason: 'FailedScheduling', message: '0/3 nodes are available: 3 node(s) had taints.' })],
      },
      expect: [
        {
          messageId: 'unscheduled',
          subject: 'Workload shop/cart',
          args: { reason: '0/3 nodes are available: 3 node(s) had taints.' },
        },
      ],
    },
    'the scheduler is silent': {
      given: alone({ ...unscheduled, conditions: [] }),
      expect: [
        { messageId: 'unscheduled', subject: 'Workload shop/cart', args: { reason: 'the scheduler gives no reason' } },
      ],
    },
    'one of two pods': {
      given: { pods: [unscheduled, podSpec({ name: 'cart-2' })], podSpecs: [unscheduled], mesh: mesh() },
      expect: [
        { messageId: 'unscheduled', subject: 'Workload shop/cart', severity: 'warning', args: { count: 1, total: 2 } },
      ],
    },
    'a configuration object is missing': {
      given: alone({
        ...creating,
        status: 'CreateContainerConfigError',
        containers: [
          container({
            state: {
              state: 'waiting',
              reason: 'CreateContainerConfigError',
              message: 'configmap "settings" not found',
            },
          }),
        ],
      }),
      expect: [
        {
          messageId: 'notCreated',
          subject: 'Workload shop/cart',
          args: { container: 'app', reason: 'configmap "settings" not found' },
        },
      ],
    },
    'a volume cannot be mounted': {
      given: { ...alone(creating), events: [event({ reason: 'FailedMount', message: 'secret "tls" not found' })] },
      expect: [
        {
          messageId: 'notStarted',
          subject: 'Workload shop/cart',
          args: { age: '30 minutes', reason: 'secret "tls" not found' },
        },
      ],
    },
    'nothing tells why': {
      given: alone(creating),
      expect: [
        {
          messageId: 'notStarted',
          subject: 'Workload shop/cart',
          args: { reason: 'it is ContainerCreating, and no event tells why' },
        },
      ],
    },
    'an init container does not end': {
      given: alone({ ...initialising, containers: [container({ name: 'migrate', kind: 'init' })] }),
      expect: [
        { messageId: 'notStarted', subject: 'Workload shop/cart', args: { reason: 'migrate has not finished' } },
      ],
    },
    'a native sidecar of the application does not come up': {
      given: alone({ ...initialising, containers: [container({ name: 'cache', kind: 'sidecar', ready: false })] }),
      expect: [{ messageId: 'notStarted', subject: 'Workload shop/cart', args: { reason: 'cache has not finished' } }],
    },
    'the row of a table waits for a node': {
      given: { pods: [pod({ status: 'Pending' })], mesh: mesh() },
      expect: [{ messageId: 'status', subject: 'Workload shop/cart', severity: 'warning', line: 2 }],
    },
    'the row of a table is being set up': {
      given: { pods: [pod({ status: 'Init:0/2' })], mesh: mesh() },
      expect: [{ messageId: 'status', subject: 'Workload shop/cart', severity: 'info', args: { status: 'Init:0/2' } }],
    },
  },
});
