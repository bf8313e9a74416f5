import type { Samples } from './samples.js';

export const webhookCalls: Samples = {
  component: 'kube-apiserver',
  lines: {
    'event-injector-webhook-failed': {
      fires:
        '2m  Warning  FailedCreate  replicaset/web-6d5c  Error creating: Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": EOF',
      silent: 'I0506 15:21:19.001919       1 webhook.go:129] sidecar-injector.istio.io registered',
    },
    'event-validation-webhook-failed': {
      fires:
        'E0506 15:21:19.001919       1 dispatcher.go:129] Failed calling webhook, failing open validation.istio.io: failed calling webhook "validation.istio.io": EOF',
      silent: 'I0506 15:21:19.001919       1 webhook.go:129] validation.istio.io registered',
    },
    'event-webhook-timeout': {
      fires:
        '2m  Warning  FailedCreate  replicaset/web-6d5c  Error creating: Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": context deadline exceeded',
      silent: 'I0506 15:21:19.001919       1 trace.go:116] calling webhook took 12ms',
    },
    'event-webhook-x509': {
      fires:
        '2m  Warning  FailedCreate  replicaset/web-6d5c  Error creating: Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": x509: certificate signed by unknown authority',
      silent: 'I0506 15:21:19.001919       1 webhook.go:129] calling webhook with a new certificate',
    },
    'event-webhook-no-endpoints': {
      fires:
        '2m  Warning  FailedCreate  replicaset/web-6d5c  Error creating: Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"',
      silent: 'I0506 15:21:19.001919       1 proxier.go:1] endpoints of service "istiod" found',
    },
    'event-webhook-refused': {
      fires:
        '2m  Warning  FailedCreate  replicaset/web-6d5c  Error creating: Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": dial tcp 10.96.23.1:443: connect: connection refused',
      silent: 'I0506 15:21:19.001919       1 webhook.go:129] calling webhook: connected',
    },
  },
};
