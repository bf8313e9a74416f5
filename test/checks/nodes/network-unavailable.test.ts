import { nodesNetworkUnavailable } from '../../../src/checks/nodes/network-unavailable.js';
import { describeCheck } from '../../helpers/check.js';
import { nodeSpec } from '../../helpers/facets/kubernetes.js';

describeCheck(nodesNetworkUnavailable, {
  silent: {
    'a network that is set up': { nodeSpecs: [nodeSpec()] },
    'a cluster that does not use the condition': {
      nodeSpecs: [nodeSpec({ conditions: [{ type: 'Ready', status: 'True' }] })],
    },
  },
  fires: {
    'no route to the node': {
      given: {
        nodeSpecs: [
          nodeSpec({
            conditions: [
              { type: 'NetworkUnavailable', status: 'True', message: 'RouteController could not create a route' },
            ],
          }),
        ],
      },
      expect: [
        {
          messageId: 'unavailable',
          subject: 'Node worker-1',
          args: { reason: 'RouteController could not create a route' },
          severity: 'error',
        },
      ],
    },
  },
});
