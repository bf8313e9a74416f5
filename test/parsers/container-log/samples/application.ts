import type { Samples } from './samples.js';

export const application: Samples = {
  component: 'application',
  lines: {
    'net-dns-no-such-host': {
      fires: 'Error: getaddrinfo ENOTFOUND cart.shop',
      silent: 'info\tlookup of cart.shop took 3ms',
    },
    'net-dns-timeout': { fires: 'Error: getaddrinfo EAI_AGAIN cart.shop', silent: 'info\tlookup cart.shop: 10.96.4.4' },
    'net-dial-timeout': {
      fires: 'Error: connect ETIMEDOUT 10.1.1.1:80',
      silent: 'info\tdial tcp 10.1.1.1:80: connected',
    },
    'net-dial-refused': {
      fires: 'error\tdial tcp 10.96.0.1:443: connect: connection refused',
      silent: 'info\tretrying after connection refused by a test',
      component: 'control-plane',
    },
    'net-tls-handshake-timeout': {
      fires: 'Get "https://a": net/http: TLS handshake timeout',
      silent: 'info\tTLS handshake done in 12ms',
    },
    'x509-unknown-authority': {
      fires: 'error\tGet "https://a": x509: certificate signed by unknown authority',
      silent: 'info\tx509: certificate of ca.example added to the pool',
      component: 'control-plane',
    },
  },
};
