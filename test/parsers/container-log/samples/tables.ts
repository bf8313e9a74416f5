import type { Samples } from './samples.js';

export const tables: Samples = {
  component: 'k8s-pods',
  lines: {
    'pod-init-crashloop': {
      fires: 'web-6d5c-1   0/2     Init:CrashLoopBackOff   283        64d',
      silent: 'web-6d5c-1   0/2     Init:0/1   0        4s',
    },
    'pod-crashloop': {
      fires: 'web-6d5c-1   1/2     CrashLoopBackOff   1296       2d15h',
      silent: 'web-6d5c-1   2/2     Running   3   2d15h',
    },
    'pod-pending': {
      fires: 'istio-pilot-7d95-x   0/2     Pending     0          4d14h',
      silent: 'web-6d5c-1   2/2     Running     0          4d14h',
    },
    'pod-not-ready': {
      fires: 'istio-ingressgateway-854d-v   0/1     Running     0          3h31m',
      silent: 'web-6d5c-1   2/2     Running     0          3h31m',
    },
    'pc-endpoint-outlier-failed': {
      fires: '10.1.0.27:9080     HEALTHY       FAILED     outbound|9080||a.x',
      silent: '10.1.0.27:9080     HEALTHY       OK     outbound|9080||a.x',
    },
    'pc-endpoint-unhealthy': {
      fires: '10.1.0.14:15014    UNHEALTHY     OK         outbound|15014||b.x',
      silent: '10.1.0.14:15014    HEALTHY       OK     outbound|15014||b.x',
    },
    'ps-stale': {
      fires: 'web.shop     Kubernetes     STALE      SYNCED     SYNCED     SYNCED     istiod-1     1.20',
      silent: 'web.shop     Kubernetes     SYNCED     SYNCED     SYNCED     NOT SENT     istiod-1     1.20',
    },
    'ps-error': {
      fires: 'web.shop     Kubernetes     SYNCED (5m)     ERROR (3m)     SYNCED (5m)     istiod-1     1.30.3',
      silent: 'web.shop     Kubernetes     SYNCED (5m)     IGNORED     SYNCED (5m)     istiod-1     1.30.3',
    },
  },
};
