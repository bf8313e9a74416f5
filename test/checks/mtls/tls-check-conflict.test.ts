import { mtlsTlsCheckConflict } from '../../../src/checks/mtls/tls-check-conflict.js';
import type { TlsCheck } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';

function row(facts: Partial<TlsCheck>): TlsCheck {
  return {
    host: 'cart.shop.svc.cluster.local',
    port: 8080,
    status: 'OK',
    server: 'mTLS',
    client: 'mTLS',
    policy: 'default/shop',
    destinationRule: 'cart/shop',
    source: { path: 'istioctl/authn-tls-check.txt', line: 2 },
    ...facts,
  };
}

describeCheck(mtlsTlsCheckConflict, {
  silent: {
    'both sides agree': { tlsChecks: [row({})] },
    'clients adapt by themselves (Istio 1.4)': { tlsChecks: [row({ status: 'AUTO', server: 'STRICT', client: '-' })] },
  },
  fires: {
    'a conflict (Istio 1.0)': {
      given: { tlsChecks: [row({ status: 'CONFLICT', client: 'HTTP' })] },
      expect: [{ messageId: 'conflict', subject: 'Service shop/cart', line: 2, severity: 'error' }],
    },
    'a possible conflict of a host outside the cluster (Istio 1.2)': {
      given: { tlsChecks: [row({ host: 'api.example.com', status: 'MAY CONFLICT' })] },
      expect: [{ messageId: 'mayConflict', subject: 'Mesh api.example.com', severity: 'warning' }],
    },
  },
});
