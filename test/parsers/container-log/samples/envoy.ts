import type { Samples } from './samples.js';

export const envoy: Samples = {
  component: 'istio-proxy',
  lines: {
    'envoy-crash': {
      fires: 'critical\tenvoy backtrace\tCaught Aborted, suspect faulting address 0x539',
      silent: 'info\tenvoy main\tstarting main dispatch loop',
    },
    'envoy-bootstrap-failed': {
      fires: "critical\tenvoy main\terror initializing configuration 'x.json': bad field",
      silent: 'info\tenvoy main\tall clusters initialized. initializing init manager',
    },
    'envoy-hot-restart-failed': {
      fires: 'critical\tenvoy main\tunable to bind domain socket with id=0 (see --base-id option)',
      silent: 'info\tenvoy main\thot restart initialized',
    },
    'wasm-load-failed': {
      fires: 'critical\tenvoy wasm\tPlugin shop.auth failed to load',
      silent: 'info\tenvoy wasm\tplugin shop.auth loaded',
    },
    'wasm-fetch-failed': {
      fires: 'error\twasm\terror in converting the wasm config to local: 401',
      silent: 'info\twasm\tfetching image registry.example/auth:1',
    },
    'envoy-bug-failure': {
      fires: 'error\tenvoy envoy_bug\tenvoy bug failure: state == Open. Details: closed twice',
      silent: 'warning\tenvoy main\tno configured limit to the number of allowed active downstream connections',
    },
    'wasm-runtime-error': {
      fires: 'error\tenvoy wasm\twasm log shop.auth: cannot parse configuration',
      silent: 'info\tenvoy wasm\twasm log shop.auth: started',
    },
    'jwt-verify-failed': {
      fires: "debug\tenvoy jwt\tJwks doesn't have key to match kid or alg from Jwt",
      silent: 'debug\tenvoy jwt\tJwt verification succeeds',
    },
  },
};
