import type { Samples } from './samples.js';

export const network: Samples = {
  component: 'control-plane',
  lines: {
    'net-dns-no-such-host': {
      fires: 'error\tdial tcp: lookup id.example on 10.96.0.10:53: no such host',
      silent: 'info\tlookup of cart.shop took 3ms',
    },
    'net-dns-timeout': {
      fires: 'error\tdial tcp: lookup id.example on 10.96.0.10:53: read udp 10.1.1.1:5->10.96.0.10:53: i/o timeout',
      silent: 'info\tlookup cart.shop: 10.96.4.4',
    },
    'net-dial-timeout': {
      fires: 'error\tdial tcp 10.96.0.1:443: i/o timeout',
      silent: 'info\tdial tcp 10.1.1.1:80: connected',
    },
    'net-dial-refused': {
      fires: 'error\tdial tcp 10.96.0.1:443: connect: connection refused',
      silent: 'info\tretrying after connection refused by a test',
    },
    'net-tls-handshake-timeout': {
      fires: 'error\ttransport: authentication handshake failed: context deadline exceeded',
      silent: 'info\tTLS handshake done in 12ms',
    },
  },
};
