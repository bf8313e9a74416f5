import { gatewaysCredentialContent } from '../../../src/checks/gateways/credential-content.js';
import type { Secret } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, labels, podSpec } from '../../helpers/facets/kubernetes.js';

const certificate = {
  state: 'read' as const,
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  names: ['shop.example.com', '*.wild.example.com'],
  count: 2,
};

function secret(facts: Partial<Secret> = {}): Secret {
  return {
    namespace: 'istio-system',
    name: 'shop-tls',
    type: 'kubernetes.io/tls',
    labels: labels(),
    annotations: labels(),
    keys: ['tls.crt', 'tls.key'],
    emptyKeys: [],
    certificate,
    source: { path: 'secrets.yaml', line: 1 },
    ...facts,
  };
}

function serving(secrets: readonly Secret[], host = 'shop.example.com', mode = 'SIMPLE') {
  const tls = { mode, credentialName: 'shop-tls', credentialNames: [] };
  const server = gatewayServer({ port: 443, protocol: 'HTTPS', hosts: [host], tls });
  return {
    istioGateways: [istioGateway({ spec: { servers: [server] } })],
    podSpecs: [podSpec({ namespace: 'istio-system', labels: labels({ istio: 'ingressgateway' }) })],
    secrets,
  };
}

const { certificate: _, ...masked } = secret();
const subject = 'Gateway shop/public';

describeCheck(gatewaysCredentialContent, {
  silent: {
    'a certificate that is valid for the host': serving([secret()]),
    'a wildcard of one label': serving([secret()], 'a.wild.example.com'),
    'a host with a wildcard': serving([secret()], '*.example.com'),
    'keys of the generic form': serving([secret({ keys: ['cert', 'key'] })]),
    'a value that the bundle masks': serving([masked]),
    'a host with the namespace in front': serving([secret()], 'shop/shop.example.com'),
    'authorities in the Secret': serving([secret({ keys: ['tls.crt', 'tls.key', 'ca.crt'] })], undefined, 'MUTUAL'),
    'authorities in a Secret of their own': serving(
      [secret(), secret({ name: 'shop-tls-cacert', keys: ['cacert'] })],
      undefined,
      'MUTUAL',
    ),
    'no Secret (gateways/credential)': serving([]),
  },
  fires: {
    'no key': {
      given: serving([secret({ keys: ['tls.crt'] })]),
      expect: [{ messageId: 'noPair', subject, args: { keys: 'tls.crt' }, severity: 'error' }],
    },
    'an empty key': {
      given: serving([secret({ emptyKeys: ['tls.key'] })]),
      expect: [{ messageId: 'noPair', subject, args: { keys: 'tls.crt, tls.key (empty)' } }],
    },
    'no certificate': {
      given: serving([secret({ certificate: { state: 'unreadable' } })]),
      expect: [{ messageId: 'unreadable', subject }],
    },
    'an expired certificate': {
      given: serving([secret({ certificate: { ...certificate, notAfter: '2026-02-01T00:00:00Z' } })]),
      expect: [{ messageId: 'expired', subject, args: { date: '2026-02-01T00:00:00Z' } }],
    },
    'a certificate of tomorrow': {
      given: serving([secret({ certificate: { ...certificate, notBefore: '2026-03-05T00:00:00Z' } })]),
      expect: [{ messageId: 'notYetValid', subject }],
    },
    'MUTUAL without authorities': {
      given: serving([secret()], undefined, 'MUTUAL'),
      expect: [{ messageId: 'noAuthority', subject, severity: 'error' }],
    },
    'a certificate for another host': {
      given: serving([secret()], 'cart.example.com'),
      expect: [{ messageId: 'otherHost', subject, args: { host: 'cart.example.com' }, severity: 'warning' }],
    },
    'a wildcard that would have to stand for two labels': {
      given: serving([secret()], 'a.b.wild.example.com'),
      expect: [{ messageId: 'otherHost', subject }],
    },
  },
});
