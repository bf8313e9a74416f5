import { podNetworkBlackholeRoute } from '../../../src/checks/pod-network/blackhole-route.js';
import { describeCheck } from '../../helpers/check.js';
import { pod, service } from '../../helpers/facets/kubernetes.js';
import { routeTable } from '../../helpers/facets/network.js';

const usual = 'default via 10.244.1.1 dev eth0\n10.244.1.0/24 dev eth0 scope link';
const pods = [pod(), pod({ name: 'billing-9c2d', ip: '10.244.2.9' })];

describeCheck(podNetworkBlackholeRoute, {
  silent: {
    'usual routes': { podRoutes: [routeTable(usual)], pods, services: [service()] },
    'what older kernels and distributions refuse for IPv6': {
      podRoutes: [
        routeTable(
          `${usual}\nunreachable ::/96 dev lo metric 1024 error -113\nunreachable default dev lo table unspec proto kernel metric 4294967295 error -101 pref medium`,
        ),
      ],
      pods,
    },
    'a range without pods or services': {
      podRoutes: [routeTable(`${usual}\nblackhole 192.0.2.0/24`)],
      pods,
      services: [service()],
    },
    'a longer route leads to the pod': {
      podRoutes: [routeTable(`${usual}\nblackhole 10.244.2.0/24\n10.244.2.9 via 10.244.1.1 dev eth0`)],
      pods,
    },
  },
  fires: {
    'the range of services': {
      given: { podRoutes: [routeTable(`${usual}\nunreachable 10.96.0.0/12`)], pods, services: [service()] },
      expect: [
        {
          messageId: 'refused',
          subject: 'Workload shop/cart',
          line: 3,
          args: { type: 'unreachable', destination: '10.96.0.0/12', what: '1 service (10.96.12.34 of shop/cart)' },
        },
      ],
    },
    'no default route but a refusal': {
      given: { podRoutes: [routeTable('prohibit default\n10.244.1.0/24 dev eth0 scope link')], pods },
      expect: [
        { messageId: 'refused', subject: 'Workload shop/cart', args: { type: 'prohibit', destination: 'default' } },
      ],
    },
  },
});
