import type { Samples } from './samples.js';

export const pilotAgent: Samples = {
  component: 'istio-proxy',
  lines: {
    'agent-config-not-received': {
      fires:
        'warn\tEnvoy proxy is NOT ready: config not received from XDS server (is Istiod running?): cds updates: 0 successful, 0 rejected; lds updates: 0 successful, 0 rejected',
      silent: 'info\tReadiness succeeded in 1.2s',
    },
    'agent-config-partial': {
      fires:
        'warn\tEnvoy proxy is NOT ready: config not fully received from XDS server: cds updates: 1 successful, 0 rejected; lds updates: 0 successful, 0 rejected',
      silent: 'info\tEnvoy proxy is ready',
    },
    'agent-config-rejected': {
      fires:
        'warn\tEnvoy proxy is NOT ready: config received from XDS server, but was rejected: cds updates: 1 successful, 0 rejected; lds updates: 0 successful, 1 rejected',
      silent:
        'warn\tEnvoy proxy is NOT ready: cds updates: 1 successful, 0 rejected; lds updates: 1 successful, 0 rejected',
    },
    'agent-not-live': {
      fires: 'warn\tEnvoy proxy is NOT ready: server is not live, current state is: INITIALIZING',
      silent: 'warn\tEnvoy proxy is NOT ready: server is not live, current state is: DRAINING',
    },
    'agent-workers-not-started': {
      fires: 'warn\tEnvoy proxy is NOT ready: workers have not yet started',
      silent: 'info\tenvoy main\tall dependencies initialized. starting workers',
    },
    'agent-envoy-admin-unreachable': {
      fires:
        'warn\tEnvoy proxy is NOT ready: failed to get readiness stats: Get "http://127.0.0.1:15000/stats": dial tcp 127.0.0.1:15000: connect: connection refused',
      silent: 'info\tEnvoy proxy is ready',
    },
    'agent-missing-inbound-listener': {
      fires: 'info\tenvoy missing listener for inbound application port: 9080',
      silent: 'info\tenvoy has a listener for inbound application port: 9080',
    },
    'agent-envoy-killed': {
      fires: 'error\tEnvoy exited with error: signal: killed',
      silent: 'info\tEpoch 0 exited normally',
    },
    'agent-envoy-oom-hint': {
      fires: 'warn\tEnvoy may have been out of memory killed. Check memory usage and limits.',
      silent: 'info\tmemory limit 1Gi',
    },
    'agent-envoy-segv': {
      fires: 'error\tEpoch 0 exited with error: signal: segmentation fault',
      silent: 'info\tEpoch 0 aborted normally',
    },
    'agent-envoy-exit-error': {
      fires: 'error\tEpoch 0 exited with error: exit status 1',
      silent: 'info\tEnvoy exited with status 0',
    },
    'agent-start-failed': {
      fires: 'error\tError: failed to start xds proxy: no socket',
      silent: 'info\tStarting proxy agent',
    },
    'agent-app-probe-failed': {
      fires:
        'error\tstatus\tRequest to probe app failed: Get "http://10.1.3.18:8080/healthz": dial tcp 127.0.0.6:0->10.1.3.18:8080: connect: connection refused',
      silent: 'info\tstatus\tprobe of the app succeeded',
    },
  },
};
