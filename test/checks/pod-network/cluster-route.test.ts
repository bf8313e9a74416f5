import { podNetworkClusterRoute } from '../../../src/checks/pod-network/cluster-route.js';
import { describeCheck } from '../../helpers/check.js';
import { pod, service } from '../../helpers/facets/kubernetes.js';
import { routeTable } from '../../helpers/facets/network.js';

const own = '10.244.1.0/24 dev eth0 proto kernel scope link src 10.244.1.7';
const pods = [pod(), pod({ name: 'billing-9c2d', ip: '10.244.2.9' })];

describeCheck(podNetworkClusterRoute, {
  silent: {
    'a default route covers everything': {
      podRoutes: [routeTable(`default via 10.244.1.1 dev eth0\n${own}`)],
      pods,
      services: [service()],
    },
    'routes for the ranges of pods and services': {
      podRoutes: [routeTable(`${own}\n10.244.0.0/16 via 10.244.1.1 dev eth0\n10.96.0.0/12 via 10.244.1.1 dev eth0`)],
      pods,
      services: [service()],
    },
    'pods that do not run': { podRoutes: [routeTable(own)], pods: [pod({ ip: '10.244.2.9', status: 'Completed' })] },
    'addresses of a family that the pod does not have': {
      podRoutes: [routeTable(`default via 10.244.1.1 dev eth0\n${own}`)],
      pods: [pod({ ip: 'fd00::9' })],
    },
  },
  fires: {
    'pods of other nodes, and services': {
      given: { podRoutes: [routeTable(own)], pods, services: [service()] },
      expect: [
        {
          messageId: 'uncovered',
          subject: 'Workload shop/cart',
          args: { what: '1 pod (10.244.2.9 of shop/billing-9c2d) and 1 service (10.96.12.34 of shop/cart)' },
        },
      ],
    },
    'services are covered, pods are not': {
      given: {
        podRoutes: [routeTable(`${own}\n10.96.0.0/12 via 10.244.1.1 dev eth0`)],
        pods,
        services: [service()],
      },
      expect: [
        {
          messageId: 'uncovered',
          subject: 'Workload shop/cart',
          args: { what: '1 pod (10.244.2.9 of shop/billing-9c2d)' },
        },
      ],
    },
  },
});
