import { routingEntryWithoutAddress } from '../../../src/checks/routing/entry-without-address.js';
import type { ServiceEntry } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, filterChain, listener, proxyConfig } from '../../helpers/facets/envoy.js';
import {
  container,
  labels,
  meshConfig,
  podSpec,
  serviceEntry,
  servicePort,
  serviceSpec,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function tcp(spec: Partial<ServiceEntry['spec']> = {}) {
  const ports = [{ field: 'spec.ports[0]', number: 5432, protocol: 'TCP' }];
  return { serviceEntries: [serviceEntry({ spec: { ports, ...spec } })], mesh: mesh({ isManifests: true }) };
}

function metadata(pairs: Record<string, string>) {
  return { ...tcp(), meshConfig: meshConfig({ proxyMetadata: labels(pairs) }) };
}

const capture = { ISTIO_META_DNS_CAPTURE: 'true' };
const today = mesh({ controlPlaneVersions: ['1.27.3'] });
const old = mesh({ controlPlaneVersions: ['1.18.2'] });
const allocating = podSpec({ containers: [container({ env: labels({ PILOT_ENABLE_IP_AUTOALLOCATE: 'true' }) })] });

const payments = 'outbound|5432||api.payments.example.com';
const toPayments = filterChain({ tcpClusters: [payments] });
const web = serviceSpec({ ports: [servicePort({ port: 5432 })] });

/** A sidecar that knows the entry and listens for its port of every address. */
function dumped(...chains: ReturnType<typeof filterChain>[]) {
  const listeners = [listener({ name: '0.0.0.0_5432', port: 5432, chains })];
  return { proxyConfigs: [proxyConfig({ clusters: [cluster(payments)], listeners })] };
}

describeCheck(routingEntryWithoutAddress, {
  silent: {
    'with an address': tcp({ addresses: ['10.9.0.1'] }),
    'with an address that istiod gave it': tcp({ allocated: ['240.240.0.7'] }),
    'HTTP, whose requests name their host': tcp({ ports: [{ number: 80, protocol: 'HTTP' }] }),
    'automatic allocation': metadata({ ...capture, ISTIO_META_DNS_AUTO_ALLOCATE: 'true' }),
    'automatic allocation of today': metadata({ ...capture, PILOT_ENABLE_IP_AUTOALLOCATE: 'true' }),
    'a bundle of today, where istiod allocates': { ...tcp(), mesh: today },
    'an istiod that is told to allocate': { ...tcp(), mesh: old, podSpecs: [allocating] },
    'no proxy listens on the port for all addresses': {
      ...tcp(),
      mesh: old,
      proxyConfigs: [proxyConfig({ listeners: [listener({ address: '10.9.0.1', port: 5432 })] })],
    },
  },
  fires: {
    'no address': {
      given: tcp(),
      expect: [
        { messageId: 'noAddress', subject: 'ServiceEntry shop/payments', args: { ports: '5432' }, severity: 'warning' },
      ],
    },
    'no protocol': {
      given: tcp({ ports: [{ number: 5432, protocol: 'TCP', isUnset: true }] }),
      expect: [{ messageId: 'noAddress', subject: 'ServiceEntry shop/payments' }],
    },
    'DNS capture without allocation': {
      given: metadata(capture),
      expect: [{ messageId: 'noAddress', subject: 'ServiceEntry shop/payments' }],
    },
    'resolution NONE, for which istiod allocates nothing': {
      given: { ...tcp({ resolution: 'NONE' }), mesh: today },
      expect: [{ messageId: 'noAddress', subject: 'ServiceEntry shop/payments' }],
    },
    'a proxy listens on the port for all addresses': {
      given: {
        ...tcp(),
        mesh: old,
        ...dumped(toPayments),
      },
      expect: [{ messageId: 'noAddress', subject: 'ServiceEntry shop/payments', evidence: 2 }],
    },
    'a proxy listens for all addresses although istiod could allocate': {
      given: { ...tcp(), mesh: today, ...dumped(toPayments) },
      expect: [{ messageId: 'noAddress', subject: 'ServiceEntry shop/payments' }],
    },
    'an HTTP service on the same port': {
      given: { ...tcp(), serviceSpecs: [web] },
      expect: [{ messageId: 'sharesPort', subject: 'ServiceEntry shop/payments', args: { service: 'shop/cart' } }],
    },
    'the listener leads to the entry alone, and requests for an HTTP service with it': {
      given: { ...tcp(), mesh: old, serviceSpecs: [web], ...dumped(toPayments) },
      expect: [{ messageId: 'sharesPort', subject: 'ServiceEntry shop/payments' }],
    },
    'the listener serves both': {
      given: { ...tcp(), mesh: old, serviceSpecs: [web], ...dumped(toPayments, filterChain({ rds: '5432' })) },
      expect: [{ messageId: 'noAddress', subject: 'ServiceEntry shop/payments' }],
    },
    'the listener is for HTTP alone': {
      given: { ...tcp(), mesh: old, serviceSpecs: [web], ...dumped(filterChain({ rds: '5432' })) },
      expect: [{ messageId: 'lostPort', subject: 'ServiceEntry shop/payments', args: { ports: '5432' } }],
    },
  },
});
