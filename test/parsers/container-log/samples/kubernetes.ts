import type { Samples } from './samples.js';

export const kubernetes: Samples = {
  component: 'control-plane',
  lines: {
    'k8s-api-forbidden': {
      fires: 'error\tklog\tnodes is forbidden: User "system:serviceaccount:istio-system:istiod" cannot list',
      silent: 'info\tklog\tnodes listed',
    },
    'k8s-api-unauthorized': {
      fires: 'error\twatch error in cluster west: failed to list *v1.Pod: Unauthorized',
      silent: 'info\tkube\tUnauthorized requests so far 0',
    },
    'k8s-watch-failed': {
      fires: 'error\tklog\tFailed to watch *v1.Gateway: the server could not find the requested resource',
      silent: 'info\tklog\twatch of *v1.Gateway closed with: too old resource version',
    },
    'k8s-throttled': {
      fires:
        'info\tklog\tWaited for 1.09s due to client-side throttling, not priority and fairness, request: GET:https://10.96.0.1:443/api',
      silent: 'info\tklog\trequest took 12ms',
    },
    'leader-lock-error': {
      fires:
        'error\tklog\terror retrieving resource lock istio-system/istio-leader: Get "https://10.96.0.1:443/api": dial tcp 10.96.0.1:443: connect: connection refused',
      silent:
        'error\tklog\tFailed to update lock: Operation cannot be fulfilled on configmaps "istio-leader": the object has been modified',
    },
  },
};
