import { podNetworkMtu } from '../../../src/checks/pod-network/mtu.js';
import { describeCheck } from '../../helpers/check.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';
import { routeTable } from '../../helpers/facets/network.js';

const table = (workload: string, mtu: number | undefined) =>
  routeTable(`default via 10.0.0.5 dev eth0${mtu === undefined ? '' : ` mtu ${mtu}`}`, {
    pod: { namespace: 'shop', name: `${workload}-1` },
    workload,
  });

describeCheck(podNetworkMtu, {
  silent: {
    'the same everywhere': { podRoutes: [table('cart', 1450), table('billing', 1450)] },
    'routes that do not name one': { podRoutes: [table('cart', 1450), table('billing', undefined)] },
    'the node has its own': {
      podRoutes: [table('cart', 1450), table('agent', 1500)],
      podSpecs: [podSpec({ name: 'agent-1', workload: 'agent', hostNetwork: true })],
    },
  },
  fires: {
    'one workload was started before the MTU was changed': {
      given: { podRoutes: [table('cart', 1450), table('billing', 1500), table('search', 1450)] },
      expect: [
        { messageId: 'different', subject: 'Workload shop/billing', evidence: 2, args: { mtu: 1500, common: 1450 } },
      ],
    },
  },
});
