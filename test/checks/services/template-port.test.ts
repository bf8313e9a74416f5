import { servicesTemplatePort } from '../../../src/checks/services/template-port.js';
import type { ServicePort } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, servicePort, serviceSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const declared = [{ name: 'web', port: 8080, protocol: 'TCP' }];

function given(port: ServicePort, ports = declared, name = 'app') {
  const container = { field: 'spec.template.spec.containers[0]', name, kind: 'app' as const, ports, env: labels() };
  return {
    serviceSpecs: [serviceSpec({ ports: [port] })],
    workloads: [workload({ containers: [container] })],
    mesh: mesh({ isManifests: true }),
  };
}

describeCheck(servicesTemplatePort, {
  silent: {
    'a port by number': given(servicePort()),
    'a port by name': given(servicePort({ targetPort: 'web' })),
    'no declared ports': given(servicePort({ targetPort: 9090 }), []),
    'a gateway': given(servicePort({ targetPort: 9090 }), declared, 'istio-proxy'),
    'a port of the proxy': given(servicePort({ targetPort: 15021 })),
    'no workload': { ...given(servicePort({ targetPort: 9090 })), workloads: [] },
  },
  notApplicable: {
    'a cluster': { given: { ...given(servicePort()), mesh: mesh() }, because: 'the pods of a cluster' },
  },
  fires: {
    'another number': {
      given: given(servicePort({ targetPort: 9090 })),
      expect: [
        {
          messageId: 'undeclared',
          subject: 'Service shop/cart',
          args: { target: 9090, declared: '8080 (web)', workload: 'Deployment cart' },
          severity: 'warning',
        },
      ],
    },
    'another name': {
      given: given(servicePort({ targetPort: 'http' })),
      expect: [{ messageId: 'unknownName', subject: 'Service shop/cart', args: { target: 'http' } }],
    },
  },
});
