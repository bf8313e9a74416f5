import { routingUnverifiedServer } from '../../../src/checks/routing/unverified-server.js';
import type { ClientTls } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, labels } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function tls(mode: 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL', facts: Partial<ClientTls> = {}) {
  const settings: ClientTls = { field: 'spec.trafficPolicy.tls', mode, subjectAltNames: [], ...facts };
  return {
    destinationRules: [
      destinationRule({ spec: { policy: { field: 'spec.trafficPolicy', tls: settings, ports: [] } } }),
    ],
    mesh: mesh({ isManifests: true }),
  };
}

const field = 'spec.trafficPolicy.portLevelSettings[0]';
const onPort = destinationRule({
  spec: {
    policy: {
      field: 'spec.trafficPolicy',
      ports: [{ field, port: 443, tls: { field: `${field}.tls`, mode: 'SIMPLE', subjectAltNames: [] } }],
    },
  },
});
const byCredential = tls('SIMPLE', { credentialName: 'client' });

describeCheck(routingUnverifiedServer, {
  silent: {
    'authorities are named': tls('SIMPLE', { caCertificates: 'system' }),
    'certificates of the mesh': tls('ISTIO_MUTUAL'),
    'a credential for chosen workloads': {
      ...byCredential,
      destinationRules: byCredential.destinationRules.map((rule) => ({
        ...rule,
        spec: { ...rule.spec, workloadSelector: labels({ app: 'egress' }) },
      })),
    },
    'a mesh of today, whose proxies trust the authorities of their system': {
      ...tls('SIMPLE'),
      mesh: mesh({ controlPlaneVersions: ['1.27.3'] }),
    },
    'a credential in an old mesh': { ...byCredential, mesh: mesh({ controlPlaneVersions: ['1.18.2'] }) },
  },
  fires: {
    'no authorities': {
      given: tls('MUTUAL'),
      expect: [
        { messageId: 'rule', subject: 'DestinationRule shop/cart', args: { mode: 'MUTUAL' }, aliases: ['IST0128'] },
      ],
    },
    'for a port': {
      given: { ...tls('SIMPLE'), destinationRules: [onPort] },
      expect: [{ messageId: 'port', subject: 'DestinationRule shop/cart', args: { port: 443 }, aliases: ['IST0129'] }],
    },
    'a credential for every workload, as istioctl sees it': {
      given: byCredential,
      expect: [{ messageId: 'rule', subject: 'DestinationRule shop/cart' }],
    },
    'an old mesh': {
      given: { ...tls('SIMPLE'), mesh: mesh({ controlPlaneVersions: ['1.18.2'] }) },
      expect: [{ messageId: 'rule', subject: 'DestinationRule shop/cart', severity: 'warning' }],
    },
    'verification is off in a mesh of today': {
      given: { ...tls('SIMPLE', { insecureSkipVerify: true }), mesh: mesh({ controlPlaneVersions: ['1.27.3'] }) },
      expect: [{ messageId: 'rule', subject: 'DestinationRule shop/cart' }],
    },
  },
});
