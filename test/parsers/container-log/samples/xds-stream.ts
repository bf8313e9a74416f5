import type { Samples } from './samples.js';

export const xdsStream: Samples = {
  component: 'istio-proxy',
  lines: {
    'xds-stream-unavailable': {
      fires: 'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 14, no healthy upstream',
      silent: 'info\tenvoy config\tStreamAggregatedResources gRPC config stream established',
    },
    'xds-stream-down-since': {
      fires:
        'warning\tenvoy config x.h:226\tDeltaAggregatedResources gRPC config stream to xds-grpc closed since 61s ago: 14, connection error\tthread=3',
      silent: 'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 13, ',
    },
    'xds-stream-flapping': {
      fires: 'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 13, ',
      silent:
        'warning\tenvoy config\tStreamSecrets gRPC config stream closed: 2, resource:default Close connection to proxy',
    },
    'xds-stream-rate-limited': {
      fires:
        'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 8, request rate limit exceeded',
      silent: 'info\tenvoy config\trate limit filter added',
    },
    'istiod-not-ready-xds': {
      fires: 'warn\tads\tserver is not ready to serve discovery information',
      silent: 'info\tads\tAll caches have been synced up, marking server ready',
      component: 'control-plane',
    },
    'agent-xds-connect-failed': {
      fires: 'error\txdsproxy\tfailed to connect to upstream istiod.istio-system.svc:15012: no',
      silent: 'info\txdsproxy\tconnected to upstream XDS server: istiod.istio-system.svc:15012',
    },
    'dns-istiod-lookup-failed': {
      fires: 'warn\tca\tca request failed: dial tcp: lookup istiod.istio-system.svc on 10.96.0.10:53: no such host',
      silent: 'info\tlookup istiod.istio-system.svc took 3ms',
    },
    'xds-stream-unauthenticated': {
      fires: 'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 16, authentication failure',
      silent: 'info\txdsproxy\tupstream terminated gracefully',
    },
    'grpc-message-too-large': {
      fires:
        'warn\txdsproxy\tupstream terminated with unexpected error rpc error: code = ResourceExhausted desc = grpc: received message larger than max (42 vs. 41)',
      silent: 'info\txdsproxy\tmaximum message size is 4194304',
    },
  },
};
