import { injectionProxyImage } from '../../../src/checks/injection/proxy-image.js';
import type { Injector } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, meshConfig, namespace, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const injector: Injector = {
  revision: 'default',
  namespace: 'istio-system',
  proxyImage: 'docker.io/istio/proxyv2:1.27.3',
  source: { path: 'configmaps.yaml', line: 1 },
};
const canary = { ...injector, revision: 'canary', proxyImage: 'docker.io/istio/proxyv2:1.28.0' };

function running(image: string, annotations: Record<string, string> = {}) {
  const pod = podSpec({
    containers: [container(), container({ name: 'istio-proxy', image })],
    annotations: labels(annotations),
  });
  return { injectors: [injector, canary], podSpecs: [pod], namespaces: [namespace()], mesh: mesh() };
}

const manifests = { mesh: mesh({ isManifests: true }) };
const ofRevision = [namespace({ labels: labels({ 'istio.io/rev': 'canary' }) })];
const subject = 'Namespace shop';

describeCheck(injectionProxyImage, {
  silent: {
    'the image of the injector': running('docker.io/istio/proxyv2:1.27.3'),
    'a mirror': running('registry.example.com/mirror/istio/proxyv2:1.27.3'),
    'a variant': running('docker.io/istio/proxyv2:1.27.3-distroless'),
    'the variant of the mesh, in manifests': {
      ...running('docker.io/istio/proxyv2:1.27.3-distroless'),
      ...manifests,
      meshConfig: meshConfig({ imageType: 'distroless' }),
    },
    'an image that the pod asks for': running('own/proxyv2:1.20.0', {
      'sidecar.istio.io/proxyImage': 'own/proxyv2:1.20.0',
    }),
    'a namespace without injection': {
      ...running('docker.io/istio/proxyv2:1.20.0'),
      namespaces: [namespace({ labels: labels() })],
    },
    'a revision whose injector is not in the bundle': {
      ...running('docker.io/istio/proxyv2:1.20.0'),
      namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'stable' }) })],
    },
  },
  fires: {
    'an older proxy': {
      given: running('docker.io/istio/proxyv2:1.26.1'),
      expect: [
        {
          messageId: 'mismatch',
          subject,
          args: { revision: 'default', count: 1 },
          severity: 'warning',
          aliases: ['IST0158'],
        },
      ],
    },
    'the proxy of another revision': {
      given: { ...running('docker.io/istio/proxyv2:1.27.3'), namespaces: ofRevision },
      expect: [{ messageId: 'mismatch', subject, args: { expected: 'docker.io/istio/proxyv2:1.28.0' } }],
    },
    'the revision behind a tag': {
      given: {
        ...running('docker.io/istio/proxyv2:1.27.3'),
        namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'prod' }) })],
        mesh: mesh({ revisionTags: new Map([['prod', 'canary']]) }),
      },
      expect: [{ messageId: 'mismatch', subject, args: { revision: 'prod' } }],
    },
    'up to Istio 1.17 the workload is told': {
      given: {
        ...running('docker.io/istio/proxyv2:1.26.1'),
        mesh: mesh({ controlPlaneVersions: ['1.17.8'] }),
      },
      expect: [{ messageId: 'pod', subject: 'Workload shop/cart', args: { kind: 'Workload' }, aliases: ['IST0105'] }],
    },
    'a variant that nobody asked for, in manifests': {
      given: { ...running('docker.io/istio/proxyv2:1.27.3-debug'), ...manifests },
      expect: [{ messageId: 'mismatch', subject }],
    },
  },
});
