import { servicesContradictedProtocol } from '../../../src/checks/services/contradicted-protocol.js';
import type { ServicePort } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, podSpec, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';

function declaring(port: Partial<ServicePort>, containerPort?: string) {
  const ports = containerPort === undefined ? [] : [{ name: containerPort, port: 8080, protocol: 'TCP' }];
  return {
    serviceSpecs: [serviceSpec({ ports: [servicePort(port)] })],
    podSpecs: [podSpec({ containers: [container({ ports })] })],
  };
}

describeCheck(servicesContradictedProtocol, {
  silent: {
    'http, and a container port of that name': declaring({}, 'http'),
    'appProtocol says more than the name': declaring({ name: 'http', appProtocol: 'kubernetes.io/h2c' }),
    'appProtocol refines tcp': declaring({ name: 'tcp-web', appProtocol: 'http' }),
    'appProtocol that Istio does not know': declaring({ name: 'http', appProtocol: 'example.com/own' }),
    'gRPC that is declared': declaring({ name: 'grpc-api' }, 'grpc'),
    'gRPC for browsers': declaring({ name: 'http-grpc-web' }),
    'TLS all the way': declaring({ name: 'https' }, 'https'),
    'TLS that ends in front of the service': {
      ...declaring({ name: 'https' }, 'http'),
      serviceSpecs: [serviceSpec({ type: 'LoadBalancer', ports: [servicePort({ name: 'https' })] })],
    },
    'no protocol is declared (services/port-name)': declaring({ name: 'web' }, 'grpc'),
    'a service of Kubernetes itself': {
      serviceSpecs: [serviceSpec({ namespace: 'kube-system', ports: [servicePort({ name: 'http-grpc' })] })],
    },
  },
  fires: {
    'appProtocol of plain text beside a name of TLS': {
      given: declaring({ name: 'https-web', appProtocol: 'http' }),
      expect: [
        {
          messageId: 'appProtocol',
          subject: 'Service shop/cart',
          args: { port: 80, portName: 'https-web', declared: 'http' },
          severity: 'warning',
        },
      ],
    },
    'appProtocol of HTTP/1.1 beside a name of gRPC': {
      given: declaring({ name: 'grpc', appProtocol: 'http' }),
      expect: [{ messageId: 'appProtocol', subject: 'Service shop/cart' }],
    },
    'appProtocol of bytes beside a name of HTTP': {
      given: declaring({ name: 'http', appProtocol: 'tcp' }),
      expect: [{ messageId: 'appProtocol', subject: 'Service shop/cart' }],
    },
    'a name that begins with http and says grpc': {
      given: declaring({ name: 'http-grpc' }),
      expect: [{ messageId: 'grpcAsHttp', subject: 'Service shop/cart', args: { portName: 'http-grpc' } }],
    },
    'a container port for gRPC': {
      given: declaring({ name: 'http' }, 'grpc'),
      expect: [{ messageId: 'grpcAsHttp', subject: 'Service shop/cart', args: { portName: 'grpc' } }],
    },
    'a container port for plain HTTP': {
      given: declaring({ name: 'https' }, 'http'),
      expect: [{ messageId: 'plainAsTls', subject: 'Service shop/cart', args: { declared: 'https' } }],
    },
  },
});
