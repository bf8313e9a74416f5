import type { Samples } from './samples.js';

export const istioInit: Samples = {
  component: 'istio-init',
  lines: {
    'iptables-permission': {
      fires: "iptables v1.6.1: can't initialize iptables table `nat': Permission denied (you must be root)",
      silent: 'iptables -t nat -N ISTIO_REDIRECT',
    },
    'iptables-table-missing': {
      fires: "iptables-restore: unable to initialize table 'nat'",
      silent: 'Running command: iptables-restore --noflush',
    },
    'iptables-chain-exists': { fires: 'iptables: Chain already exists.', silent: 'iptables -t nat -N ISTIO_INBOUND' },
    'iptables-restore-failed': {
      fires: 'ip6tables-restore: line 4 failed',
      silent: 'Running command: ip6tables-restore --noflush /tmp/rules.txt',
    },
    'init-version-mismatch': { fires: 'Invalid option: -z', silent: 'Variables: PROXY_PORT=15001' },
    'cni-validation-failed': {
      fires: 'Error connecting to 127.0.0.6:15002: dial tcp 127.0.0.1:0->127.0.0.6:15002: connect: connection refused',
      silent: 'Listening on 127.0.0.1:15006',
    },
  },
};
