import { injectionLabelledSystemNamespace } from '../../../src/checks/injection/labelled-system-namespace.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, namespace } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function labelled(name: string, own: Record<string, string>) {
  return { namespaces: [namespace({ name, labels: labels(own) })], mesh: mesh() };
}

describeCheck(injectionLabelledSystemNamespace, {
  silent: {
    'a namespace of applications': labelled('shop', { 'istio-injection': 'enabled' }),
    'no label': labelled('kube-system', {}),
    'injection is off': labelled('istio-system', { 'istio-injection': 'disabled', 'istio.io/rev': 'canary' }),
  },
  fires: {
    'kube-system': {
      given: labelled('kube-system', { 'istio-injection': 'enabled' }),
      expect: [
        {
          messageId: 'kubernetes',
          subject: 'Namespace kube-system',
          args: { label: 'istio-injection=enabled' },
          severity: 'warning',
        },
      ],
    },
    'the control plane': {
      given: labelled('istio-system', { 'istio.io/rev': 'canary' }),
      expect: [
        {
          messageId: 'controlPlane',
          subject: 'Namespace istio-system',
          args: { label: 'istio.io/rev=canary' },
          severity: 'info',
        },
      ],
    },
  },
});
