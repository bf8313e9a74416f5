import { servicesProtocolConflict } from '../../../src/checks/services/protocol-conflict.js';
import { describeCheck } from '../../helpers/check.js';
import { container, podSpec, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';

const http = serviceSpec();
const tcp = serviceSpec({ name: 'cart-raw', ports: [servicePort({ name: 'tcp', port: 9000, targetPort: 'http' })] });

describeCheck(servicesProtocolConflict, {
  silent: {
    'two services that agree': {
      serviceSpecs: [http, serviceSpec({ name: 'cart-grpc', ports: [servicePort({ name: 'grpc' })] })],
      podSpecs: [podSpec()],
    },
    'one that leaves it to detection': {
      serviceSpecs: [http, serviceSpec({ name: 'cart-2', ports: [servicePort({ name: 'web' })] })],
      podSpecs: [podSpec()],
    },
    'two ports of the pod': {
      serviceSpecs: [http, serviceSpec({ name: 'cart-2', ports: [servicePort({ name: 'tcp', targetPort: 9000 })] })],
      podSpecs: [podSpec()],
    },
    'UDP beside TCP': {
      serviceSpecs: [http, serviceSpec({ name: 'dns', ports: [servicePort({ name: 'udp', protocol: 'UDP' })] })],
      podSpecs: [podSpec()],
    },
    'pods without a sidecar': { serviceSpecs: [http, tcp], podSpecs: [podSpec({ containers: [container()] })] },
  },
  fires: {
    'HTTP and TCP for one port of the pods': {
      given: { serviceSpecs: [http, tcp], podSpecs: [podSpec(), podSpec({ name: 'cart-2' })] },
      expect: [
        {
          messageId: 'conflict',
          subject: 'Workload shop/cart',
          args: { target: 8080, declarations: 'cart http, cart-raw tcp' },
          severity: 'warning',
          evidence: 2,
        },
      ],
    },
  },
});
