import { servicesWorkloadPorts } from '../../../src/checks/services/workload-ports.js';
import type { ServicePort } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, namespace, servicePort, serviceSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function services(first: ServicePort, second: ServicePort, facts: Parameters<typeof serviceSpec>[0] = {}) {
  return {
    serviceSpecs: [serviceSpec({ ports: [first] }), serviceSpec({ name: 'cart-b', ports: [second], ...facts })],
    workloads: [workload()],
    namespaces: [namespace()],
    mesh: mesh({ isManifests: true }),
  };
}

const udp = servicePort({ name: 'dns', protocol: 'UDP' });
const other = servicePort({ port: 8000 });
const subject = 'Deployment shop/cart';

describeCheck(servicesWorkloadPorts, {
  silent: {
    'the same port twice': services(servicePort(), servicePort()),
    'ports of their own': services(servicePort(), servicePort({ port: 8000, targetPort: 8081 })),
    'a service of another namespace': services(servicePort(), other, { namespace: 'stock' }),
    'a service without a selector': services(servicePort(), other, { selector: labels() }),
    'a Deployment outside of the mesh': {
      ...services(servicePort(), other),
      namespaces: [namespace({ labels: labels() })],
    },
    'a waypoint': {
      ...services(servicePort(), other),
      workloads: [workload({ labels: labels({ 'gateway.istio.io/managed': 'istio.io-mesh-controller' }) })],
    },
    'in a bundle: UDP, which passes the proxy by': { ...services(servicePort(), udp), mesh: mesh() },
    'in a bundle: one protocol': { ...services(servicePort(), other), mesh: mesh() },
  },
  fires: {
    'TCP and UDP': {
      given: services(servicePort(), udp),
      expect: [{ messageId: 'transports', subject, args: { port: '80', services: 'cart, cart-b' }, evidence: 3 }],
    },
    'two ports for one target port': {
      given: services(servicePort(), other),
      expect: [{ messageId: 'targets', subject, args: { port: '8080', ports: '80, 8000' }, severity: 'warning' }],
    },
    'a target port that is the port itself': {
      given: services({ name: 'http', port: 8080, protocol: 'TCP' }, servicePort()),
      expect: [{ messageId: 'targets', subject, args: { port: '8080' } }],
    },
    'in a bundle: HTTP and TCP': {
      given: { ...services(servicePort(), { ...other, name: 'tcp' }), mesh: mesh() },
      expect: [{ messageId: 'targets', subject }],
    },
  },
});
