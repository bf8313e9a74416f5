import { nodesNotReady } from '../../../src/checks/nodes/not-ready.js';
import { describeCheck } from '../../helpers/check.js';
import { node, nodeSpec } from '../../helpers/facets/kubernetes.js';

const lost = nodeSpec({
  ready: false,
  conditions: [
    {
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      since: '2026-03-04T08:00:00Z',
    },
  ],
});

describeCheck(nodesNotReady, {
  silent: {
    'ready nodes': { nodes: [node(), node({ name: 'worker-2', schedulable: false })], nodeSpecs: [nodeSpec()] },
  },
  fires: {
    'a node that went silent': {
      given: { nodes: [lost], nodeSpecs: [lost] },
      expect: [
        { messageId: 'unknown', subject: 'Node worker-1', args: { reason: 'Kubelet stopped posting node status.' } },
      ],
    },
    'a node that says so itself': {
      given: {
        nodes: [lost],
        nodeSpecs: [
          nodeSpec({ ready: false, conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }] }),
        ],
      },
      expect: [{ messageId: 'notReady', subject: 'Node worker-1', args: { reason: 'KubeletNotReady' } }],
    },
    'the row of a table': {
      given: { nodes: [node({ ready: false })] },
      expect: [
        {
          messageId: 'notReady',
          subject: 'Node worker-1',
          args: { reason: 'the bundle does not say why' },
          severity: 'error',
          line: 2,
        },
      ],
    },
  },
});
