import type { Samples } from './samples.js';

export const rejectedExtensions: Samples = {
  component: 'istio-proxy',
  lines: {
    'nack-unknown-extension': {
      fires:
        "warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Didn't find a registered implementation for name: 'envoy.filters.http.golang'",
      silent: "warning\tenvoy config\tUsing deprecated extension name 'envoy.router'",
    },
    'nack-cert-file': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Invalid path: /etc/certs/key.pem',
      silent: 'info\tenvoy config\tpath: /etc/certs/key.pem',
    },
    'nack-cert-load': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Failed to load private key from <inline>, Cause: bad',
      silent: 'info\tenvoy config\tloaded private key',
    },
    'nack-proto-invalid': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Proto constraint validation failed (ListenerValidationError.Name)',
      silent: 'warning\tenvoy misc\tUsing deprecated option',
    },
    'nack-lua-script': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: script load error: [string "x"]:3: near y',
      silent: 'info\tenvoy lua\tscript loaded',
    },
    'nack-wasm': {
      fires:
        'warning\tenvoy config x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Unable to create Wasm filter shop.auth',
      silent: 'info\tenvoy wasm\tcreated Wasm filter shop.auth',
    },
  },
};
