import { servicesLoadBalancerPending } from '../../../src/checks/services/load-balancer-pending.js';
import { describeCheck } from '../../helpers/check.js';
import { service, serviceSpec } from '../../helpers/facets/kubernetes.js';

const pending = service({ type: 'LoadBalancer', external: [] });

describeCheck(servicesLoadBalancerPending, {
  silent: {
    'a cluster IP': { services: [service({ external: [] })] },
    'an address': { services: [service({ type: 'LoadBalancer', external: ['203.0.113.10'] })] },
    'a source that cannot tell': { services: [service({ type: 'LoadBalancer' })] },
    'a manifest': { services: [{ ...pending, clusterIPs: [] }] },
    'created minutes ago': { services: [pending], serviceSpecs: [serviceSpec({ created: '2026-03-04T09:25:00Z' })] },
  },
  fires: {
    'no address': {
      given: { services: [pending], serviceSpecs: [serviceSpec()] },
      expect: [{ messageId: 'pending', subject: 'Service shop/cart', severity: 'warning' }],
    },
    'the row of a table': {
      given: { services: [pending] },
      expect: [{ messageId: 'pending', subject: 'Service shop/cart', line: 2 }],
    },
  },
});
