import { controlPlaneReportedStatus } from '../../../src/checks/control-plane/reported-status.js';
import type { Condition } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { authorizationPolicy, serviceEntry, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const unbound: Condition = {
  type: 'istio.io/WaypointBound',
  status: 'False',
  reason: 'NoWaypoint',
  message: 'waypoint not found',
  since: '2026-03-04T09:00:00Z',
};

function policy(condition: Condition) {
  return {
    mesh: mesh(),
    authorizationPolicies: [authorizationPolicy({ name: 'deny', spec: { conditions: [condition] } })],
  };
}

describeCheck(controlPlaneReportedStatus, {
  silent: {
    'no status': { mesh: mesh(), serviceSpecs: [serviceSpec()] },
    'bound to a waypoint': {
      mesh: mesh(),
      serviceSpecs: [serviceSpec({ conditions: [{ ...unbound, status: 'True' }] })],
    },
    'a condition of another controller': {
      mesh: mesh(),
      serviceSpecs: [serviceSpec({ conditions: [{ ...unbound, type: 'example.com/Synced' }] })],
    },
    'an accepted policy': policy({ type: 'ZtunnelAccepted', status: 'True', reason: 'Accepted' }),
  },
  fires: {
    'a service': {
      given: { mesh: mesh(), serviceSpecs: [serviceSpec({ conditions: [unbound] })] },
      expect: [
        {
          messageId: 'negative',
          subject: 'Service shop/cart',
          args: { condition: 'istio.io/WaypointBound', reason: 'NoWaypoint: waypoint not found' },
          severity: 'warning',
        },
      ],
    },
    'a ServiceEntry': {
      given: { mesh: mesh(), serviceEntries: [serviceEntry({ name: 'api', spec: { conditions: [unbound] } })] },
      expect: [{ messageId: 'negative', subject: 'ServiceEntry shop/api' }],
    },
    'a policy that ztunnel refuses': {
      given: policy({ type: 'ZtunnelAccepted', status: 'False', reason: 'UnsupportedValue' }),
      expect: [{ messageId: 'negative', subject: 'AuthorizationPolicy shop/deny' }],
    },
    'a policy that a waypoint takes in part': {
      given: policy({ type: 'WaypointAccepted', status: 'True', reason: 'PartiallyInvalid' }),
      expect: [{ messageId: 'negative', subject: 'AuthorizationPolicy shop/deny', args: { status: 'True' } }],
    },
  },
});
