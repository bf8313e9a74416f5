import { dnsLookupFailed } from '../../../src/checks/dns/lookup-failed.js';
import { describeCheck } from '../../helpers/check.js';
import { endpoints, service, serviceEntry } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { dnsProbe } from '../../helpers/facets/network.js';

const services = [service(), service({ namespace: 'pay', name: 'billing' })];
const workload = 'Workload shop/cart';
const missing = { status: 'NXDOMAIN' };

describeCheck(dnsLookupFailed, {
  silent: {
    'an answer': { dnsProbes: [dnsProbe('cart', { addresses: ['10.96.12.34'] })], mesh: mesh(), services },
    'dig without +search takes a short name as it stands': {
      dnsProbes: [
        dnsProbe('cart', { ...missing, searched: false }),
        dnsProbe('billing.pay', { ...missing, searched: false }),
      ],
      mesh: mesh(),
      services,
    },
    'BusyBox does not complete a name with a dot': {
      dnsProbes: [dnsProbe('billing.pay.svc', { ...missing, searched: false })],
      mesh: mesh(),
      services,
    },
  },
  fires: {
    'a service that exists': {
      given: { dnsProbes: [dnsProbe('billing.pay', missing)], mesh: mesh(), services },
      expect: [
        {
          messageId: 'service',
          subject: 'Service pay/billing',
          severity: 'error',
          args: { service: 'pay/billing', name: 'billing.pay' },
        },
      ],
    },
    'its full name, which needs no search list': {
      given: {
        dnsProbes: [dnsProbe('cart.shop.svc.cluster.local.', { ...missing, searched: false })],
        mesh: mesh(),
        services,
      },
      expect: [{ messageId: 'service', subject: 'Service shop/cart' }],
    },
    'another domain of the cluster': {
      given: {
        dnsProbes: [dnsProbe('cart.shop.svc.corp.internal', missing)],
        mesh: mesh({ clusterDomain: 'corp.internal' }),
        services,
      },
      expect: [{ messageId: 'service', subject: 'Service shop/cart' }],
    },
    'a headless service without a ready endpoint': {
      given: {
        dnsProbes: [dnsProbe('db', missing)],
        mesh: mesh(),
        services: [service({ name: 'db', clusterIPs: ['None'] })],
        endpoints: [endpoints({ service: 'db', addresses: [{ ip: '10.244.1.9', ready: false }] })],
      },
      expect: [{ messageId: 'headless', subject: 'Service shop/db', severity: 'warning' }],
    },
    'a headless service whose endpoints were not gathered': {
      given: {
        dnsProbes: [dnsProbe('db', missing)],
        mesh: mesh({ partial: new Map([['EndpointSlice', new Set(['pay'])]]) }),
        services: [service({ name: 'db', clusterIPs: ['None'] })],
        endpoints: [],
      },
      expect: [{ messageId: 'service', subject: 'Service shop/db' }],
    },
    'a name of a namespace whose services were not gathered': {
      given: {
        dnsProbes: [dnsProbe('nosuch.pay.svc.cluster.local', missing)],
        mesh: mesh({ partial: new Map([['Service', new Set(['shop'])]]) }),
        services,
      },
      expect: [{ messageId: 'unknown', subject: workload, severity: 'warning' }],
    },
    'a host that a ServiceEntry of another namespace may declare': {
      given: {
        dnsProbes: [dnsProbe('api.example.com', missing)],
        mesh: mesh({ partial: new Map([['ServiceEntry', new Set(['shop'])]]) }),
        services,
      },
      expect: [{ messageId: 'unknown', subject: workload, severity: 'warning' }],
    },
    'a name that no service has': {
      given: { dnsProbes: [dnsProbe('nosuch', missing), dnsProbe('nosuch.pay.svc', missing)], mesh: mesh(), services },
      expect: [
        { messageId: 'noService', subject: workload, severity: 'info', args: { target: 'nosuch' } },
        { messageId: 'noService', subject: workload, severity: 'info', args: { target: 'nosuch.pay.svc' } },
      ],
    },
    'a name outside the cluster': {
      given: { dnsProbes: [dnsProbe('api.example.com', missing)], mesh: mesh(), services },
      expect: [{ messageId: 'external', subject: workload, severity: 'warning' }],
    },
    'a host of a ServiceEntry': {
      given: {
        dnsProbes: [dnsProbe('api.example.com', missing)],
        mesh: mesh(),
        services,
        serviceEntries: [serviceEntry({ name: 'api', spec: { hosts: ['api.example.com'] } })],
      },
      expect: [{ messageId: 'entry', subject: workload, severity: 'warning', args: { entry: 'shop/api' } }],
    },
    'services are not in the bundle': {
      given: { dnsProbes: [dnsProbe('cart', { status: 'NOT-FOUND' })], mesh: mesh() },
      expect: [{ messageId: 'unknown', subject: workload, severity: 'warning' }],
    },
    'the server does not answer': {
      given: {
        dnsProbes: [
          dnsProbe('cart', { status: 'TIMEOUT', server: '10.96.0.99' }),
          dnsProbe('cart', { status: 'SERVFAIL' }),
        ],
        mesh: mesh(),
        services,
      },
      expect: [
        {
          messageId: 'server',
          subject: workload,
          severity: 'error',
          args: { server: '10.96.0.99', status: 'TIMEOUT' },
        },
        { messageId: 'server', subject: workload, args: { status: 'SERVFAIL' } },
      ],
    },
  },
});
