import { nodesUnreachable } from '../../../src/checks/nodes/unreachable.js';
import { describeCheck } from '../../helpers/check.js';
import { node, pod } from '../../helpers/facets/kubernetes.js';
import { pingProbe } from '../../helpers/facets/network.js';

const nodes = [node(), node({ name: 'worker-2', internalIP: '10.0.0.12' })];
const pods = [pod({ name: 'billing-9c2d', ip: '10.244.2.9', node: 'worker-2' })];
const silent = { received: 0, outcome: 'no-reply' as const };

describeCheck(nodesUnreachable, {
  silent: {
    'a reply': { pingProbes: [pingProbe('10.0.0.12')], nodes },
    'ping was not permitted': {
      pingProbes: [pingProbe('10.0.0.12', { ...silent, sent: 0, outcome: 'not-permitted' })],
      nodes,
    },
    'addresses of services need not answer': { pingProbes: [pingProbe('10.96.12.34', silent)], nodes, pods },
    'a pod that has ended': {
      pingProbes: [pingProbe('10.244.2.9', silent)],
      nodes,
      pods: [pod({ ip: '10.244.2.9', node: 'worker-2', status: 'Completed' })],
    },
    'another ping reached the node': { pingProbes: [pingProbe('10.0.0.12', silent), pingProbe('worker-2')], nodes },
  },
  fires: {
    'a node that is ready': {
      given: { pingProbes: [pingProbe('worker-2', { ...silent, address: '10.0.0.12' })], nodes },
      expect: [
        {
          messageId: 'node',
          subject: 'Node worker-2',
          severity: 'warning',
          line: 6,
          args: { state: 'ready', from: 'shop/cart' },
        },
      ],
    },
    'a node that is not ready either': {
      given: {
        pingProbes: [pingProbe('10.0.0.12', { ...silent, outcome: 'unreachable' })],
        nodes: [node({ name: 'worker-2', internalIP: '10.0.0.12', ready: false })],
      },
      expect: [{ messageId: 'node', subject: 'Node worker-2', severity: 'error', args: { state: 'not ready' } }],
    },
    'a pod on another node': {
      given: { pingProbes: [pingProbe('10.244.2.9', silent)], nodes, pods },
      expect: [{ messageId: 'pods', subject: 'Node worker-2', severity: 'warning' }],
    },
  },
});
