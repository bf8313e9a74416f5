import { podNetworkAsymmetricRoute } from '../../../src/checks/pod-network/asymmetric-route.js';
import { describeCheck } from '../../helpers/check.js';
import { pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { routeTable } from '../../helpers/facets/network.js';

const subject = 'Workload shop/cart';
const local = (device: string) => `local 10.244.1.7 dev ${device} table local proto kernel scope host src 10.244.1.7`;

describeCheck(podNetworkAsymmetricRoute, {
  silent: {
    'one device': {
      podRoutes: [routeTable(`default via 10.244.1.1 dev eth0\n${local('eth0')}`)],
      podSpecs: [podSpec()],
    },
    'a second network without a default route': {
      podRoutes: [routeTable(`default via 10.244.1.1 dev eth0\n192.168.7.0/24 dev net1 scope link\n${local('eth0')}`)],
      podSpecs: [podSpec()],
    },
    'two families on one device': {
      podRoutes: [routeTable('default via 10.244.1.1 dev eth0\ndefault via fe80::1 dev eth0 metric 1024 pref medium')],
    },
    'each device has a table of its own': {
      podRoutes: [
        routeTable(
          'default via 10.244.1.1 dev eth0\ndefault via 192.168.7.1 dev net1 metric 100\ndefault via 192.168.7.1 dev net1 table 7',
        ),
      ],
    },
    'an address on the loopback device': {
      podRoutes: [routeTable(`default via 169.254.1.1 dev eth0\n${local('lo')}`)],
      podSpecs: [podSpec()],
    },
    'a pod on the network of its node': {
      podRoutes: [routeTable('default via 10.0.0.1 dev eth0\ndefault via 10.1.0.1 dev eth1 metric 100')],
      podSpecs: [podSpec({ hostNetwork: true })],
    },
  },
  fires: {
    'two default routes with different metrics': {
      given: {
        podRoutes: [routeTable('default via 10.244.1.1 dev eth0\ndefault via 192.168.7.1 dev net1 metric 100')],
      },
      expect: [{ messageId: 'twoDefaults', subject, evidence: 2, args: { devices: 'eth0 and net1', family: 'IPv4' } }],
    },
    'the default route is on another device than the address': {
      given: {
        podRoutes: [routeTable(`default via 192.168.7.1 dev net1\n${local('eth0')}`)],
        pods: [pod()],
      },
      expect: [{ messageId: 'otherDevice', subject, line: 1, args: { device: 'net1', own: 'eth0' } }],
    },
  },
});
