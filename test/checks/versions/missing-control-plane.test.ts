import { versionsMissingControlPlane } from '../../../src/checks/versions/missing-control-plane.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { connectedProxies } from '../../helpers/facets/sync.js';

function istiod(revision?: string) {
  return podSpec({
    namespace: 'istio-system',
    name: 'istiod-1',
    workload: 'istiod',
    labels: labels({ app: 'istiod', ...(revision !== undefined && { 'istio.io/rev': revision }) }),
  });
}

function proxyOf(revision: string) {
  return podSpec({ annotations: labels({ 'sidecar.istio.io/status': JSON.stringify({ revision }) }) });
}

describeCheck(versionsMissingControlPlane, {
  silent: {
    'a control plane of the revision': { podSpecs: [istiod('1-27'), proxyOf('1-27')], mesh: mesh() },
    'a control plane without a revision': { podSpecs: [istiod(), proxyOf('default')], mesh: mesh() },
    'the control plane is in another cluster': { podSpecs: [proxyOf('1-27')], mesh: mesh() },
    'another control plane serves the proxy': {
      podSpecs: [istiod('1-27'), proxyOf('1-26')],
      mesh: mesh(),
      connectedProxies: connectedProxies('shop/cart-6f5b'),
    },
    'a pod that was not injected': { podSpecs: [istiod('1-27'), podSpec()], mesh: mesh() },
  },
  open: {
    'pods of some namespaces only': {
      given: {
        podSpecs: [istiod('1-27'), proxyOf('1-26')],
        mesh: mesh({ partial: new Map([['Pod', new Set(['shop', 'istio-system'])]]) }),
      },
      because: 'a control plane of revision 1-26',
    },
  },
  fires: {
    'the revision was removed before its proxies': {
      given: { podSpecs: [istiod('1-27'), proxyOf('1-26')], mesh: mesh() },
      expect: [
        {
          messageId: 'gone',
          subject: 'ControlPlane 1-26',
          args: { revision: '1-26', running: '1-27', count: 1 },
          severity: 'error',
        },
      ],
    },
  },
});
