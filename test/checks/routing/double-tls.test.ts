import { routingDoubleTls } from '../../../src/checks/routing/double-tls.js';
import type { ClientTls, TrafficPolicy } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, route, serviceEntry, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const simple: ClientTls = { field: 'spec.trafficPolicy.tls', mode: 'SIMPLE', subjectAltNames: [] };
const host = 'api.payments.example.com';

function starting(policy: Partial<TrafficPolicy>, protocol = 'HTTPS') {
  const whole = { field: 'spec.trafficPolicy', ports: [], ...policy };
  return {
    destinationRules: [destinationRule({ spec: { host, policy: whole } })],
    serviceEntries: [serviceEntry({ spec: { ports: [{ field: 'spec.ports[0]', number: 443, protocol }] } })],
    virtualServices: [virtualService()],
    mesh: mesh(),
  };
}

const plainRoute = route({ destinations: [{ field: 'spec.http[0].route[0].destination', host, port: 443 }] });

describeCheck(routingDoubleTls, {
  silent: {
    'a port that is declared HTTP': starting({ tls: simple }, 'HTTP'),
    'no TLS': starting({}),
    'other settings for the port': starting({
      tls: simple,
      ports: [{ field: 'spec.trafficPolicy.portLevelSettings[0]', port: 443 }],
    }),
    'an http rule sends plain requests there': {
      ...starting({ tls: simple }),
      virtualServices: [virtualService({ spec: { routes: [plainRoute] } })],
    },
    'a host that no ServiceEntry has': { ...starting({ tls: simple }), serviceEntries: [] },
  },
  fires: {
    'a rule for all ports': {
      given: starting({ tls: simple }),
      expect: [
        {
          messageId: 'twice',
          subject: 'DestinationRule shop/cart',
          args: { port: 443, protocol: 'HTTPS', entry: 'shop/payments' },
          severity: 'warning',
        },
      ],
    },
    'settings of the port': {
      given: starting({ ports: [{ field: 'spec.trafficPolicy.portLevelSettings[0]', port: 443, tls: simple }] }, 'TLS'),
      expect: [{ messageId: 'twice', subject: 'DestinationRule shop/cart' }],
    },
  },
});
