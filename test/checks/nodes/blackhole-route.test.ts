import { nodesBlackholeRoute } from '../../../src/checks/nodes/blackhole-route.js';
import { describeCheck } from '../../helpers/check.js';
import { pod } from '../../helpers/facets/kubernetes.js';
import { nodeRouteTable } from '../../helpers/facets/network.js';

const calico = 'default via 10.0.0.1 dev ens3\nblackhole 10.244.1.0/26 proto bird\n10.244.1.7 dev cali3f2b scope link';

describeCheck(nodesBlackholeRoute, {
  silent: {
    'Calico: the range of the node, and a route for each of its pods': {
      nodeRoutes: [nodeRouteTable(calico)],
      pods: [pod({ ip: '10.244.1.7' }), pod({ name: 'billing-9c2d', ip: '10.244.2.9' })],
    },
    'a pod of the range that has ended': {
      nodeRoutes: [nodeRouteTable(calico)],
      pods: [pod({ ip: '10.244.1.20', status: 'Completed' })],
    },
  },
  fires: {
    'a running pod without a route': {
      given: {
        nodeRoutes: [nodeRouteTable(calico)],
        pods: [pod({ ip: '10.244.1.7' }), pod({ name: 'billing-9c2d', ip: '10.244.1.20' })],
      },
      expect: [
        {
          messageId: 'refused',
          subject: 'Node worker-1',
          line: 2,
          args: { destination: '10.244.1.0/26', what: '1 pod (10.244.1.20 of shop/billing-9c2d)' },
        },
      ],
    },
  },
});
