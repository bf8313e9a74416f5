import { injectionConflictingLabels } from '../../../src/checks/injection/conflicting-labels.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, namespace, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

describeCheck(injectionConflictingLabels, {
  silent: {
    'one label': {
      namespaces: [
        namespace(),
        namespace({ labels: labels({ 'istio.io/rev': 'canary' }) }),
        namespace({ labels: labels({ 'istio.io/dataplane-mode': 'ambient' }) }),
      ],
    },
    'the revision that injection means anyway': {
      namespaces: [namespace({ labels: labels({ 'istio-injection': 'enabled', 'istio.io/rev': 'default' }) })],
    },
    'sidecars are off where ambient is on': {
      namespaces: [
        namespace({ labels: labels({ 'istio-injection': 'disabled', 'istio.io/dataplane-mode': 'ambient' }) }),
      ],
    },
    'a revision beside ambient chooses the control plane of its waypoint': {
      namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'canary', 'istio.io/dataplane-mode': 'ambient' }) })],
    },
  },
  fires: {
    'manifests: a revision beside ambient, as istioctl says': {
      given: {
        namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'canary', 'istio.io/dataplane-mode': 'ambient' }) })],
        mesh: mesh({ isManifests: true }),
      },
      expect: [{ messageId: 'revisionAndMode', subject: 'Namespace shop', args: { revision: 'canary' } }],
    },
    'manifests: the revision that injection means anyway, as istioctl says': {
      given: {
        namespaces: [namespace({ labels: labels({ 'istio-injection': 'enabled', 'istio.io/rev': 'default' }) })],
        mesh: mesh({ isManifests: true }),
      },
      expect: [{ messageId: 'revision', subject: 'Namespace shop' }],
    },
    'the revision is ignored': {
      given: {
        namespaces: [namespace({ labels: labels({ 'istio-injection': 'enabled', 'istio.io/rev': 'canary' }) })],
      },
      expect: [{ messageId: 'revision', subject: 'Namespace shop', args: { revision: 'canary' }, evidence: 1 }],
    },
    'the revision is ignored, as the proxies of its pods show': {
      given: {
        namespaces: [namespace({ labels: labels({ 'istio-injection': 'enabled', 'istio.io/rev': 'canary' }) })],
        podSpecs: ['default', 'default', 'canary'].map((revision) =>
          podSpec({ annotations: labels({ 'sidecar.istio.io/status': JSON.stringify({ revision }) }) }),
        ),
      },
      expect: [{ messageId: 'revision', subject: 'Namespace shop', evidence: 2 }],
    },
    'sidecars and ambient': {
      given: {
        namespaces: [
          namespace({ labels: labels({ 'istio-injection': 'enabled', 'istio.io/dataplane-mode': 'ambient' }) }),
        ],
      },
      expect: [{ messageId: 'ambient', subject: 'Namespace shop' }],
    },
  },
});
