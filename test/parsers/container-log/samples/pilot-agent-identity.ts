import type { Samples } from './samples.js';

export const pilotAgentIdentity: Samples = {
  component: 'istio-proxy',
  lines: {
    'agent-root-cert-missing': {
      fires: 'fatal\troot CA file for XDS does not exist /var/run/x',
      silent:
        'info\tcitadelclient\tUsing CA istiod.istio-system.svc:15012 cert with certs: var/run/secrets/istio/root-cert.pem',
    },
    'agent-token-missing': {
      fires: 'warn\tfailed to fetch token from file: open x: no such file or directory',
      silent: 'info\tcannot load key pair, using token instead: open /etc/certs/cert-chain.pem: no such file',
    },
    'agent-ca-unreachable': {
      fires:
        'error\tcitadelclient\tFailed to create certificate: rpc error: code = Unavailable desc = connection closed',
      silent: 'info\tcache\tgenerated new workload certificate',
    },
    'agent-ca-unauthenticated': {
      fires:
        'error\tcache\tresource:default failed to sign: create certificate: rpc error: code = Unauthenticated desc = no',
      silent: 'info\tcache\treturned workload certificate from cache',
    },
    'agent-ca-retry': {
      fires: 'warn\tca\tca request failed, starting attempt 2 in 93ms',
      silent: 'info\tca\tca request done',
    },
    'agent-sds-uds-failed': {
      fires: 'error\tsds\tSDS grpc server for workload proxies failed to start: no',
      silent:
        'info\tsds\tSDS server for workload certificates started, listening on "./var/run/secrets/workload-spiffe-uds/socket"',
    },
  },
};
