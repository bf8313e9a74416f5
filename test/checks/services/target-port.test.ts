import { servicesTargetPort } from '../../../src/checks/services/target-port.js';
import type { ServicePort } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { podSockets } from '../../helpers/facets/network.js';

function sendingTo(port: Partial<ServicePort>) {
  return { serviceSpecs: [serviceSpec({ ports: [servicePort(port)] })], podSpecs: [podSpec()], mesh: mesh() };
}

describeCheck(servicesTargetPort, {
  silent: {
    'a declared number': sendingTo({ targetPort: 8080 }),
    'a declared name': sendingTo({ targetPort: 'http' }),
    'no target port, and the port is declared': {
      serviceSpecs: [serviceSpec({ ports: [{ port: 8080, protocol: 'TCP' }] })],
      podSpecs: [podSpec()],
      mesh: mesh(),
    },
    'pods that declare nothing': {
      ...sendingTo({ targetPort: 9000 }),
      podSpecs: [podSpec({ containers: [container({ ports: [] })] })],
    },
    'pods that declare ports of another protocol only': sendingTo({ targetPort: 5353, protocol: 'UDP' }),
    'a port of the proxy': sendingTo({ targetPort: 15020 }),
    'a gateway, whose proxy declares its metrics only': {
      ...sendingTo({ targetPort: 8443 }),
      podSpecs: [
        podSpec({
          containers: [container({ name: 'istio-proxy', ports: [{ name: 'prom', port: 15090, protocol: 'TCP' }] })],
        }),
      ],
    },
    'pods whose sockets are known (pod-network/port-not-listening)': {
      ...sendingTo({ targetPort: 9000 }),
      podSockets: [podSockets(['0.0.0.0:9000 java'])],
    },
    'no pods (services/selector)': { ...sendingTo({ targetPort: 'web' }), podSpecs: [] },
    'the control plane': {
      ...sendingTo({}),
      serviceSpecs: [
        serviceSpec({ namespace: 'istio-system', name: 'istiod', ports: [servicePort({ targetPort: 'x' })] }),
      ],
      podSpecs: [podSpec({ namespace: 'istio-system' })],
    },
  },
  fires: {
    'a name that no container declares': {
      given: sendingTo({ targetPort: 'web' }),
      expect: [
        {
          messageId: 'unknownName',
          subject: 'Service shop/cart',
          args: { port: 80, target: 'web', count: 1, total: 1 },
          severity: 'error',
        },
      ],
    },
    'a name that some pods do not declare': {
      given: {
        ...sendingTo({ targetPort: 'http' }),
        podSpecs: [podSpec(), podSpec({ name: 'cart-2', containers: [container({ ports: [] })] })],
      },
      expect: [
        { messageId: 'unknownName', subject: 'Service shop/cart', args: { count: 1, total: 2 }, severity: 'warning' },
      ],
    },
    'a name that only an init container declares': {
      given: {
        ...sendingTo({ targetPort: 'http' }),
        podSpecs: [podSpec({ labels: labels({ app: 'cart' }), containers: [container({ kind: 'init' })] })],
      },
      expect: [{ messageId: 'unknownName', subject: 'Service shop/cart' }],
    },
    'a number that is not declared': {
      given: sendingTo({ targetPort: 9000 }),
      expect: [
        {
          messageId: 'undeclared',
          subject: 'Service shop/cart',
          args: { target: 9000, declared: '8080 (http)' },
          severity: 'info',
        },
      ],
    },
  },
});
