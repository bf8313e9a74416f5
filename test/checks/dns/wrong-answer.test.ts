import { dnsWrongAnswer } from '../../../src/checks/dns/wrong-answer.js';
import { describeCheck } from '../../helpers/check.js';
import { endpoints, service, serviceEntry } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { dnsProbe } from '../../helpers/facets/network.js';

const cart = service({ clusterIPs: ['10.96.12.34', 'fd00:10:96::1234'] });
const db = service({ name: 'db', clusterIPs: ['None'] });
const ofDb = endpoints({
  service: 'db',
  addresses: [
    { ip: '10.244.1.9', ready: true },
    { ip: '10.244.2.9', ready: false },
  ],
});

describeCheck(dnsWrongAnswer, {
  silent: {
    'the addresses of the service': {
      dnsProbes: [dnsProbe('cart', { addresses: ['10.96.12.34', 'fd00:10:96:0::1234'] })],
      services: [cart],
      mesh: mesh(),
    },
    "an address that Istio's DNS capture gave": {
      dnsProbes: [dnsProbe('cart', { addresses: ['240.240.0.7'] })],
      services: [cart],
      mesh: mesh(),
    },
    'pods of a headless service': {
      dnsProbes: [dnsProbe('db', { addresses: ['10.244.1.9', '10.244.3.1'] })],
      services: [db],
      mesh: mesh(),
      endpoints: [ofDb],
    },
    'a headless service whose endpoints are not all known': {
      dnsProbes: [dnsProbe('db', { addresses: ['10.244.7.7'] })],
      services: [db],
      mesh: mesh(),
      endpoints: [{ ...ofDb, truncated: true }],
    },
    'names outside the cluster': {
      dnsProbes: [dnsProbe('www.example.com', { addresses: ['192.0.2.7'] })],
      services: [cart],
      mesh: mesh(),
    },
    'an alias of something outside': {
      dnsProbes: [dnsProbe('mail', { addresses: ['192.0.2.7'] })],
      services: [service({ name: 'mail', type: 'ExternalName', clusterIPs: [] })],
      mesh: mesh(),
    },
    'a ServiceEntry has the host, too': {
      dnsProbes: [dnsProbe('cart.shop.svc.cluster.local', { addresses: ['192.0.2.7'] })],
      services: [cart],
      mesh: mesh(),
      serviceEntries: [serviceEntry({ spec: { hosts: ['cart.shop.svc.cluster.local'] } })],
    },
    'dig without +search asked for something else': {
      dnsProbes: [dnsProbe('cart', { addresses: ['192.0.2.7'], searched: false })],
      services: [cart],
      mesh: mesh(),
    },
  },
  fires: {
    'a wildcard of the search domain answers': {
      given: { dnsProbes: [dnsProbe('cart', { addresses: ['192.0.2.7'] })], services: [cart], mesh: mesh() },
      expect: [
        {
          messageId: 'clusterIP',
          subject: 'Service shop/cart',
          severity: 'error',
          line: 4,
          args: { answer: '192.0.2.7', expected: '10.96.12.34, fd00:10:96::1234' },
        },
      ],
    },
    'none of the pods of a headless service': {
      given: {
        dnsProbes: [dnsProbe('db.shop', { addresses: ['10.244.7.7'] })],
        services: [db],
        mesh: mesh(),
        endpoints: [ofDb],
      },
      expect: [{ messageId: 'headless', subject: 'Service shop/db', severity: 'warning' }],
    },
  },
});
