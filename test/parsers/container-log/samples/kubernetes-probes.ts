import type { Samples } from './samples.js';

export const kubernetesProbes: Samples = {
  component: 'k8s-event',
  lines: {
    'event-readiness-503': {
      fires: '31m  Warning  Unhealthy  pod/web-6d5c-1  Readiness probe failed: HTTP probe failed with statuscode: 503',
      silent: '31m  Normal  Started  pod/web-6d5c-1  Started container web',
    },
    'event-readiness-500': {
      fires: '31m  Warning  Unhealthy  pod/web-6d5c-1  Readiness probe failed: HTTP probe failed with statuscode: 500',
      silent: '31m  Normal  Created  pod/web-6d5c-1  Created container web',
    },
    'event-readiness-connect': {
      fires:
        '2m  Warning  Unhealthy  pod/web-6d5c-1  Readiness probe failed: Get "http://10.1.4.108:15021/healthz/ready": dial tcp 10.1.4.108:15021: connect: connection refused',
      silent:
        '2m  Warning  Unhealthy  pod/web-6d5c-1  Readiness probe failed: Get "http://10.1.4.108:8080/ready": 301 moved',
    },
    'event-liveness-failed': {
      fires: '2m  Warning  Unhealthy  pod/web-6d5c-1  Liveness probe failed: HTTP probe failed with statuscode: 500',
      silent: '2m  Normal  Pulled  pod/web-6d5c-1  Container image already present',
    },
    'event-startup-probe-failed': {
      fires: '2m  Warning  Unhealthy  pod/web-6d5c-1  Startup probe failed: HTTP probe failed with statuscode: 503',
      silent: '2m  Normal  Scheduled  pod/web-6d5c-1  assigned',
    },
  },
};
