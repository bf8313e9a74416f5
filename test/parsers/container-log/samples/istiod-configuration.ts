import type { Samples } from './samples.js';

export const istiodConfiguration: Samples = {
  component: 'control-plane',
  lines: {
    'istiod-static-port-conflict': {
      fires:
        'warn\tbuildInboundListeners: skipping sidecar port 15021 for node api-5f6c.pay as it conflicts with static listener',
      silent: 'info\tbuildInboundListeners: port 8080 for node api-5f6c.pay',
    },
    'istiod-endpoint-without-pod': {
      fires: 'warn\tEndpoint without pod 10.1.3.10 legacy-db.shop',
      silent: 'debug\tEndpoint 10.1.3.10 has pod legacy-db-0',
    },
    'istiod-out-of-vips': {
      fires: 'error\tserviceentry\tout of IPs to allocate for service entries',
      silent: 'info\tserviceentry\tallocated 240.240.0.7',
    },
    'istiod-ambient-disabled': {
      fires: 'warn\tignoring AMBIENT_ENABLE_STATUS; requires PILOT_ENABLE_AMBIENT=true',
      silent: 'info\tambient mode enabled',
    },
    'istiod-wasm-secret': {
      fires:
        'warn\tmodel\twasmplugin shop/auth discarded due to failure to parse URL: parse ":bad": missing protocol scheme',
      silent: 'info\tmodel\twasmplugin shop/auth converted',
    },
  },
};
