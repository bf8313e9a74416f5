import { routingEntryResolution } from '../../../src/checks/routing/entry-resolution.js';
import type { ServiceEntry } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, labels, service, serviceEntry } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function entry(spec: Partial<ServiceEntry['spec']>) {
  return { serviceEntries: [serviceEntry({ spec })], services: [service()], mesh: mesh() };
}

const starting = destinationRule({
  spec: {
    host: 'api.payments.example.com',
    policy: {
      field: 'spec.trafficPolicy',
      tls: { field: 'spec.trafficPolicy.tls', mode: 'SIMPLE', subjectAltNames: [] },
      ports: [],
    },
  },
});
const about = { subject: 'ServiceEntry shop/payments' };

describeCheck(routingEntryResolution, {
  silent: {
    'a host outside, by DNS': entry({}),
    'STATIC with an endpoint': entry({ resolution: 'STATIC', endpoints: [{ address: '10.9.0.1' }] }),
    'STATIC with a selector': entry({ resolution: 'STATIC', workloadSelector: labels({ app: 'db' }) }),
    'TLS with resolution DNS': { ...entry({}), destinationRules: [starting] },
    'a name that no service has': entry({ hosts: ['till.shop.svc.cluster.local'] }),
  },
  fires: {
    'STATIC without endpoints': {
      given: entry({ resolution: 'STATIC' }),
      expect: [{ messageId: 'noEndpoints', ...about, severity: 'error' }],
    },
    'a service of the cluster': {
      given: entry({ hosts: ['cart.shop.svc.cluster.local'] }),
      expect: [{ messageId: 'takesOver', ...about, severity: 'warning', evidence: 2 }],
    },
    'TLS with resolution NONE': {
      given: { ...entry({ resolution: 'NONE' }), destinationRules: [starting] },
      expect: [{ messageId: 'startsTls', ...about, args: { rule: 'shop/cart' } }],
    },
  },
});
