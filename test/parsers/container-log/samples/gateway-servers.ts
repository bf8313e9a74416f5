import type { Samples } from './samples.js';

export const gatewayServers: Samples = {
  component: 'control-plane',
  lines: {
    'gateway-secret-missing': {
      fires: 'warn\tads\tfailed to fetch key and certificate for kubernetes://shop-tls: not found',
      silent: 'warn\tsecretfetcher\tCannot find secret shop-tls, searching for fallback secret gateway-fallback',
    },
    'gateway-secret-invalid': {
      fires: 'warn\tads\tinvalid certificates: istio-system/shop-tls "kubernetes://shop-tls": expired',
      silent: 'info\tads\tSDS: PUSH for node:edge-7d4b.edge resources:1',
    },
    'gateway-duplicate-hosts': {
      fires: 'warn\tmodel\tskipping server on gateway shop/gw, duplicate host names: [a]',
      silent: 'info\tmodel\tgateway shop/gw has 2 servers',
    },
    'gateway-secret-unauthorized': {
      fires:
        'warn\tads\tproxy edge-7d4b.edge attempted to access unauthorized certificates shop-cert: not authorized to read secrets in namespace shop',
      silent: 'debug\tads\tproxy edge-7d4b.edge authorized for shop-cert',
    },
    'gateway-no-config': {
      fires:
        'warn\tGateway missing for route https.443.https.edge.istio-system. This is normal if gateway was recently deleted.',
      silent: 'info\tconstructed http route config for route http.80 with no vhosts; Setting up a default 404 vhost',
    },
    'gateway-privileged-port': {
      fires:
        'warn\tbuildGatewayListeners: skipping privileged gateway port 443 for node edge-6d5c.istio-system as it is an unprivileged pod',
      silent: 'info\tadding gateway port 8443',
    },
  },
};
