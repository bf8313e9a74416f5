import { servicesExternalName } from '../../../src/checks/services/external-name.js';
import type { ServiceSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import {
  meshConfig,
  route,
  serviceEntry,
  servicePort,
  serviceSpec,
  sidecar,
  virtualService,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function alias(externalName: string, facts: Partial<ServiceSpec> = {}): ServiceSpec {
  return serviceSpec({ name: 'db', type: 'ExternalName', clusterIPs: [], ports: [], externalName, ...facts });
}

const toDb = virtualService({
  spec: { routes: [route({ destinations: [{ field: 'spec.http[0].route[0].destination', host: 'db' }] })] },
});
const old = mesh({ controlPlaneVersions: ['1.20.2'] });

const closed = {
  serviceSpecs: [alias('db.example.com')],
  mesh: mesh(),
  serviceEntries: [],
  meshConfig: meshConfig({ outboundTrafficPolicy: 'REGISTRY_ONLY' }),
};

describeCheck(servicesExternalName, {
  silent: {
    'a host outside the cluster': { serviceSpecs: [alias('db.example.com')], mesh: mesh() },
    'a service that exists': { serviceSpecs: [alias('cart.shop.svc.cluster.local'), serviceSpec()], mesh: mesh() },
    'a port that is not HTTP, which means nothing since Istio 1.21': {
      serviceSpecs: [alias('db.example.com', { ports: [servicePort({ name: 'tcp' })] })],
      mesh: mesh(),
    },
    'ports of HTTP and TLS before': {
      serviceSpecs: [alias('db.example.com', { ports: [servicePort(), servicePort({ name: 'https', port: 443 })] })],
      mesh: old,
    },
    'the version is not known': {
      serviceSpecs: [alias('db.example.com', { ports: [servicePort({ name: 'tcp' })] })],
      mesh: mesh({ controlPlaneVersions: [] }),
      virtualServices: [toDb],
      serviceEntries: [],
    },
    'routed to, and the target is declared': {
      serviceSpecs: [alias('db.example.com')],
      mesh: mesh(),
      virtualServices: [toDb],
      serviceEntries: [serviceEntry({ spec: { hosts: ['*.example.com'] } })],
    },
    'routed to, and ServiceEntries were not captured': {
      serviceSpecs: [alias('db.example.com')],
      mesh: mesh(),
      virtualServices: [toDb],
    },
    'nothing unknown is let out, and the target is declared': {
      ...closed,
      serviceEntries: [serviceEntry({ spec: { hosts: ['db.example.com'] } })],
    },
    'nothing unknown is let out, but a Sidecar does': {
      ...closed,
      sidecars: [sidecar({ spec: { outboundTrafficPolicy: 'ALLOW_ANY' } })],
    },
    'nothing unknown is let out by an Istio to which the alias is a host': { ...closed, mesh: old },
  },
  open: {
    'a service of a namespace that was not gathered': {
      given: {
        serviceSpecs: [alias('db.data.svc.cluster.local')],
        mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }),
      },
      because: 'db.data.svc.cluster.local may exist',
    },
  },
  fires: {
    'an IP address': {
      given: { serviceSpecs: [alias('192.0.2.10')], mesh: mesh() },
      expect: [{ messageId: 'address', subject: 'Service shop/db', args: { target: '192.0.2.10' }, severity: 'error' }],
    },
    'a service that does not exist': {
      given: { serviceSpecs: [alias('gone.shop.svc.cluster.local')], mesh: mesh() },
      expect: [{ messageId: 'missing', subject: 'Service shop/db', args: { target: 'gone.shop.svc.cluster.local' } }],
    },
    'a TCP port before Istio 1.21': {
      given: {
        serviceSpecs: [alias('db.example.com', { ports: [servicePort({ name: 'tcp', port: 5432 })] })],
        mesh: old,
      },
      expect: [
        {
          messageId: 'capturesPort',
          subject: 'Service shop/db',
          args: { port: 5432, version: '1.20' },
          severity: 'warning',
        },
      ],
    },
    'nothing unknown is let out': {
      given: closed,
      expect: [
        {
          messageId: 'blocked',
          subject: 'Service shop/db',
          args: { target: 'db.example.com' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'routed to, and the mesh does not know the target': {
      given: { serviceSpecs: [alias('db.example.com')], mesh: mesh(), virtualServices: [toDb], serviceEntries: [] },
      expect: [
        {
          messageId: 'routedAlias',
          subject: 'VirtualService shop/cart',
          args: { name: 'shop/db', target: 'db.example.com' },
          evidence: 2,
        },
      ],
    },
  },
});
