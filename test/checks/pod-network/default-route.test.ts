import { podNetworkDefaultRoute } from '../../../src/checks/pod-network/default-route.js';
import { describeCheck } from '../../helpers/check.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';
import { routeTable } from '../../helpers/facets/network.js';

const linkLocal = 'fe80::/64 dev eth0 proto kernel metric 256 pref medium';
const subject = 'Workload shop/cart';

describeCheck(podNetworkDefaultRoute, {
  silent: {
    'bridge plugins': {
      podRoutes: [
        routeTable(`default via 10.244.1.1 dev eth0\n10.244.1.0/24 dev eth0 scope link src 10.244.1.7\n${linkLocal}`),
      ],
    },
    'Calico: a gateway that is on the link only': {
      podRoutes: [routeTable('default via 169.254.1.1 dev eth0\n169.254.1.1 dev eth0 scope link')],
    },
    'a pod of IPv6': {
      podRoutes: [routeTable('fd00:10:244::7 dev eth0 metric 256 pref medium\ndefault via fe80::1 dev eth0')],
    },
    'an IPv6 address that Kubernetes did not give': {
      podRoutes: [
        routeTable(
          'default via 10.244.1.1 dev eth0\n10.244.1.0/24 dev eth0 scope link\nfd12::/64 dev eth0 pref medium',
        ),
      ],
      podSpecs: [podSpec()],
    },
    'the default route is in a table that rules lead to': {
      podRoutes: [routeTable('10.244.1.0/24 dev eth0 scope link\ndefault via 10.244.1.1 dev eth0 table 100')],
    },
    'a pod on the network of its node': {
      podRoutes: [routeTable('10.0.0.0/24 dev eth0 scope link')],
      podSpecs: [podSpec({ hostNetwork: true })],
    },
  },
  fires: {
    'only its own network': {
      given: {
        podRoutes: [routeTable(`10.244.1.0/24 dev eth0 proto kernel scope link src 10.244.1.7\n${linkLocal}`)],
      },
      expect: [{ messageId: 'missing', subject, line: 1, args: { family: 'IPv4' } }],
    },
    'the route of TPROXY is no way out': {
      given: {
        podRoutes: [routeTable('local default dev lo table 133 scope host\n10.244.1.0/24 dev eth0 scope link')],
      },
      expect: [{ messageId: 'missing', subject }],
    },
    'the second family of a dual-stack pod': {
      given: {
        podRoutes: [
          routeTable('default via 10.244.1.1 dev eth0\n10.244.1.0/24 dev eth0\nfd00:10:244::/64 dev eth0 pref medium'),
        ],
        podSpecs: [podSpec({ ips: ['10.244.1.7', 'fd00:10:244::7'] })],
      },
      expect: [{ messageId: 'missing', subject, args: { family: 'IPv6' } }],
    },
  },
});
