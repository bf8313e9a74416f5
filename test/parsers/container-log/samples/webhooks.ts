import type { Samples } from './samples.js';

export const webhooks: Samples = {
  component: 'control-plane',
  lines: {
    'istiod-injection-failed': {
      fires: 'error\tPod injection failed: bad template',
      silent: 'info\tSidecar injection request for shop/web-6d5c',
    },
    'istiod-validation-webhook-not-ready': {
      fires: 'error\tcontrollers\terror handling /v, retrying (retry count: 7): webhook is not ready, retry',
      silent:
        'info\tvalidationController\tNot ready to switch validation to fail-closed: dummy invalid config not rejected',
    },
    'istiod-webhook-patch-failed': {
      fires: 'error\tPatch webhook failed: not found',
      silent: 'info\tUpdating caBundle for webhook istio-sidecar-injector',
    },
    'istiod-tls-handshake-error': {
      fires: 'info\thttp: TLS handshake error from 10.1.1.1:55770: remote error: tls: bad certificate',
      silent: 'info\thttp: TLS handshake done with 10.1.1.1:55770',
    },
  },
};
