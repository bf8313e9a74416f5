import { controlPlanePushConflicts } from '../../../src/checks/control-plane/push-conflicts.js';
import type { PushProblem } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { virtualService } from '../../helpers/facets/configuration.js';
import { mesh } from '../../helpers/facets/mesh.js';

const cart = 'cart.shop.svc.cluster.local';

function noticed(
  metric: string,
  key: string,
  message?: string,
): { pushProblems: PushProblem[]; mesh: ReturnType<typeof mesh> } {
  const source = { path: 'istiod/istio-system/istiod-7d4f/push_status.json', pointer: `/${metric}/${key}` };
  return { pushProblems: [{ metric, key, ...(message !== undefined && { message }), source }], mesh: mesh() };
}

function claiming(host: string, gateways: string[] = ['mesh']) {
  return virtualService({ spec: { hosts: [host], gateways } });
}

const claimedTwice = noticed(
  'pilot_vservice_dup_domain',
  `${cart}:80`,
  `duplicate domain from virtual service: ${cart}:80`,
);

describeCheck(controlPlanePushConflicts, {
  silent: {
    'one VirtualService names the host twice, which is counted as well': {
      ...claimedTwice,
      virtualServices: [virtualService({ spec: { hosts: ['cart', cart] } })],
    },
    'the other VirtualService is of a gateway': {
      ...claimedTwice,
      virtualServices: [claiming(cart), claiming(cart, ['shop/public'])],
    },
    'a listener of the host itself': noticed(
      'pilot_conflict_outbound_listener_tcp_over_current_tcp',
      '10.96.0.7:3306',
      `Listener=10.96.0.7:3306 AcceptedTCP=${cart} RejectedTCP=${cart} TCPServices=1`,
    ),
    'nothing was noticed': { pushProblems: [], mesh: mesh() },
    'a subset without pods, which other checks look at': noticed('pilot_eds_no_instances', `outbound|80|v2|${cart}`),
    'a pod without a service': noticed('pilot_no_ip', 'job-1.shop'),
    'a host that has a Service and a ServiceEntry': noticed(
      'pilot_vservice_dup_domain',
      `${cart}:80`,
      `duplicate domain from service: ${cart}:80`,
    ),
    // Up to Istio 1.13 any two services of a pod were counted.
    'two services of one port': noticed(
      'pilot_conflict_inbound_listener',
      'cart-1.shop',
      `Conflicting inbound listener:8080. existing: ${cart}, incoming: cart-canary.shop.svc.cluster.local`,
    ),
  },
  open: {
    'two claims for a host, and no VirtualServices in the bundle': {
      given: claimedTwice,
      because: 'has no VirtualServices',
    },
  },
  fires: {
    'two VirtualServices for one host': {
      given: { ...claimedTwice, virtualServices: [claiming('cart'), claiming(cart)] },
      expect: [
        {
          messageId: 'duplicateDomain',
          subject: 'Service shop/cart',
          args: { about: cart, count: 2 },
          severity: 'warning',
          evidence: 3,
        },
      ],
    },
    'a subset that two DestinationRules define': {
      given: noticed(
        'pilot_destrule_subsets',
        cart,
        `Duplicate subset v1 found while merging destination rules for ${cart}`,
      ),
      expect: [{ messageId: 'duplicateSubset', subject: 'Service shop/cart', args: { part: 'v1' } }],
    },
    'HTTP on a port that TCP has taken': {
      given: noticed(
        'pilot_conflict_outbound_listener_http_over_current_tcp',
        '0.0.0.0:9090',
        `Listener=0.0.0.0:9090 AcceptedTCP=db.data.svc.cluster.local,q.data.svc.cluster.local RejectedHTTP=${cart} TCPServices=2`,
      ),
      expect: [
        {
          messageId: 'listenerConflict',
          subject: 'Service shop/cart',
          args: { about: cart, part: '0.0.0.0:9090', winner: 'db.data.svc.cluster.local' },
        },
      ],
    },
    'HTTP on port 443': {
      given: noticed(
        'pilot_conflict_outbound_listener_http_over_https',
        cart,
        `listener conflict detected: service ${cart} specifies an HTTP service on HTTPS only port 443.`,
      ),
      expect: [{ messageId: 'httpOnHttpsPort', subject: 'Service shop/cart' }],
    },
    'a DNS cluster without an endpoint': {
      given: noticed(
        'pilot_dns_cluster_without_endpoints',
        'outbound|443||api.example.com',
        'STRICT_DNS cluster without endpoints outbound|443||api.example.com found while pushing CDS',
      ),
      expect: [
        {
          messageId: 'withoutEndpoints',
          subject: 'Mesh api.example.com',
          args: { part: 'outbound|443||api.example.com' },
          severity: 'info',
        },
      ],
    },
  },
});
