import { injectionUnlabelledNamespace } from '../../../src/checks/injection/unlabelled-namespace.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, namespace, podSpec, route, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const manifests = { mesh: mesh({ isManifests: true }) };

function labelled(pairs: Record<string, string>) {
  return { namespaces: [namespace({ labels: labels(pairs) })] };
}

const injectors = [
  {
    revision: 'default',
    namespace: 'istio-system',
    enableNamespacesByDefault: true,
    source: { path: 'configmaps.yaml', line: 1 },
  },
];
const outside = podSpec({ containers: [container()] });
const virtualServices = [virtualService({ spec: { routes: [route()] } })];

describeCheck(injectionUnlabelledNamespace, {
  silent: {
    'labelled for injection': { ...labelled({ 'istio-injection': 'enabled' }), ...manifests },
    'labelled to stay outside': { ...labelled({ 'istio-injection': 'disabled' }), ...manifests },
    'labelled with a revision': { ...labelled({ 'istio.io/rev': 'canary' }), ...manifests },
    ambient: { ...labelled({ 'istio.io/dataplane-mode': 'ambient' }), ...manifests },
    'of the control plane': {
      namespaces: [namespace({ name: 'istio-system', labels: labels() })],
      ...manifests,
    },
    'of Kubernetes': { namespaces: [namespace({ name: 'kube-system', labels: labels() })], ...manifests },
    'outside of the mesh, which no route names': { ...labelled({}), mesh: mesh(), podSpecs: [outside] },
    'without pods': { ...labelled({}), mesh: mesh(), podSpecs: [], virtualServices },
  },
  fires: {
    'manifests: no label': {
      given: { ...labelled({}), ...manifests },
      expect: [{ messageId: 'notInjected', subject: 'Namespace shop', severity: 'info' }],
    },
    'manifests: injected by default': {
      given: { ...labelled({}), ...manifests, injectors },
      expect: [{ messageId: 'injectedByDefault', subject: 'Namespace shop', severity: 'info', evidence: 2 }],
    },
    'bundle: a route leads to pods without a proxy': {
      given: { ...labelled({}), mesh: mesh(), podSpecs: [outside], virtualServices },
      expect: [{ messageId: 'notInjected', subject: 'Namespace shop', evidence: 2 }],
    },
  },
});
