import { injectionProxyUser } from '../../../src/checks/injection/proxy-user.js';
import type { TemplateContainer } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, namespace, podSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function templateContainer(facts: Partial<TemplateContainer> = {}): TemplateContainer {
  const field = 'spec.template.spec.containers[0]';
  return { field, name: 'app', kind: 'app', ports: [], env: labels(), runAsUser: 1337, ...facts };
}

function deployment(facts: Parameters<typeof workload>[0]) {
  return { workloads: [workload(facts)], mesh: mesh({ isManifests: true }) };
}

const inCluster = { mesh: mesh(), namespaces: [namespace()] };
const subject = 'Deployment shop/cart';

describeCheck(injectionProxyUser, {
  silent: {
    'another user': deployment({ runAsUser: 1000, containers: [templateContainer({ runAsUser: 2000 })] }),
    'the proxy itself': deployment({ containers: [templateContainer({ name: 'istio-proxy' })] }),
    'an init container, which may have to': deployment({ containers: [templateContainer({ kind: 'init' })] }),
    'a resource of Istio': deployment({ runAsUser: 1337, labels: labels({ istio: 'ingressgateway' }) }),
    'a workload outside of the mesh': {
      ...deployment({ runAsUser: 1337 }),
      mesh: mesh(),
      namespaces: [namespace({ labels: labels() })],
    },
    'pods of a workload that was read': {
      ...deployment({}),
      ...inCluster,
      podSpecs: [podSpec({ runAsUser: 1337 })],
    },
  },
  fires: {
    'the template of a Deployment': {
      given: deployment({ runAsUser: 1337 }),
      expect: [{ messageId: 'sameUser', subject, args: { what: 'its containers' }, severity: 'warning' }],
    },
    'a container of a Deployment in the mesh': {
      given: { ...deployment({ containers: [templateContainer()] }), ...inCluster },
      expect: [{ messageId: 'sameUser', subject, args: { what: 'container app' } }],
    },
    'a pod of its own': {
      given: {
        workloads: [],
        mesh: mesh({ isManifests: true }),
        podSpecs: [{ ...podSpec({ containers: [container({ runAsUser: 1337 })] }), owner: undefined }].map(
          ({ owner: _, ...pod }) => pod,
        ),
      },
      expect: [{ messageId: 'sameUser', subject: 'Pod shop/cart-6f5b' }],
    },
    'pods of a workload that was not read': {
      given: { workloads: [], ...inCluster, podSpecs: [podSpec({ runAsUser: 1337 })] },
      expect: [{ messageId: 'sameUser', subject: 'Workload shop/cart' }],
    },
  },
});
