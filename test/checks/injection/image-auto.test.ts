import { injectionImageAuto } from '../../../src/checks/injection/image-auto.js';
import { describeCheck } from '../../helpers/check.js';
import {
  container,
  labelSelector,
  labels,
  namespace,
  podSpec,
  webhook,
  workload,
} from '../../helpers/facets/kubernetes.js';

function template(image: string) {
  const field = 'spec.template.spec.containers[0]';
  const containers = [{ field, name: 'istio-proxy', image, kind: 'app' as const, ports: [], env: labels() }];
  return { workloads: [workload({ name: 'ingress', containers })], webhooks: [webhook()] };
}

const injectPods = labelSelector({ matchLabels: labels({ 'sidecar.istio.io/inject': 'true' }) });

describeCheck(injectionImageAuto, {
  silent: {
    'an image of its own': template('docker.io/istio/proxyv2:1.27.3'),
    'a namespace that a webhook selects': { ...template('auto'), namespaces: [namespace()] },
    'a template that a webhook selects': {
      webhooks: [webhook({ namespaceSelector: labelSelector(), objectSelector: injectPods })],
      workloads: template('auto').workloads.map((one) => ({
        ...one,
        podLabels: labels({ 'sidecar.istio.io/inject': 'true' }),
      })),
    },
    'a pod that was injected': { ...template('x'), podSpecs: [podSpec()] },
  },
  fires: {
    'a namespace without a label': {
      given: { ...template('auto'), namespaces: [namespace({ labels: labels() })] },
      expect: [{ messageId: 'template', subject: 'Deployment shop/ingress', severity: 'warning' }],
    },
    'a pod, whatever selects it': {
      given: {
        ...template('x'),
        namespaces: [namespace()],
        podSpecs: [podSpec({ containers: [container({ name: 'istio-proxy', image: 'auto' })] })],
      },
      expect: [{ messageId: 'pod', subject: 'Pod shop/cart-6f5b', severity: 'error' }],
    },
  },
});
