import type { Samples } from './samples.js';

export const rejectedConfiguration: Samples = {
  component: 'istio-proxy',
  lines: {
    'istiod-xds-nack': {
      fires: 'warn\tads\tADS:LDS: ACK ERROR web-6d5c.shop-7 Internal:bad thing',
      silent: 'debug\tads\tADS:LDS: ACK web-6d5c.shop-7',
      component: 'control-plane',
    },
    'envoy-xds-rejected': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: bad thing',
      silent: "info\tenvoy upstream\tlds: add/update listener '0.0.0.0_80'",
    },
    'nack-duplicate-domain': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Only unique values for domains are permitted. Duplicate entry of domain shop.example',
      silent: 'debug\tenvoy config\tdomains: shop.example',
    },
    'nack-filter-chain-conflict': {
      fires:
        "warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: error adding listener '0.0.0.0:443': multiple filter chains with the same matching rules are defined",
      silent: 'debug\tenvoy config\tfilter chain 0.0.0.0_443 updated',
    },
    'nack-filter-chain-invalid': {
      fires:
        "warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: error adding listener 'x': no filter chains specified",
      silent: 'debug\tenvoy config\t2 filter chains specified',
    },
    'nack-duplicate-address': {
      fires:
        "warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: error adding listener: 'x' has duplicate address '0.0.0.0:15021' as existing listener",
      silent: 'warn\tendpoints with hostname a.shop.svc.cluster.local has duplicate address 10.1.1.1',
    },
    'nack-bind-permission': {
      fires:
        "warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: cannot bind '0.0.0.0:80': Permission denied",
      silent: "info\tenvoy config\tbound '0.0.0.0:8080'",
    },
    'nack-duplicate-cluster': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: duplicate cluster outbound|80||a.x found',
      silent: 'info\tenvoy upstream\tcds: added/updated 3 cluster(s)',
    },
    'nack-route-unknown-cluster': {
      fires:
        "warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: route: unknown cluster 'outbound|80|v9|a.x'",
      silent: 'debug\tenvoy router\troute: cluster outbound|80||a.x',
    },
  },
};
