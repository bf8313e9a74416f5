import type { Samples } from './samples.js';

export const goProcess: Samples = {
  component: 'control-plane',
  lines: {
    'x509-unknown-authority': {
      fires: 'error\tGet "https://a": x509: certificate signed by unknown authority',
      silent: 'info\tx509: certificate of ca.example added to the pool',
    },
    'x509-expired': {
      fires:
        'error\tx509: certificate has expired or is not yet valid: current time 2024-05-02T10:11:12Z is after 2024-05-01T00:00:00Z',
      silent: 'info\tca\tself-signed certificate expires in 87600h',
    },
    'x509-not-yet-valid': {
      fires:
        'error\tx509: certificate has expired or is not yet valid: current time 2024-05-02T10:11:12Z is before 2024-05-02T10:12:00Z',
      silent: 'info\tca\tcertificate is valid from 2024-05-01T00:00:00Z',
    },
    'tls-key-mismatch': {
      fires: 'error\ttls: private key does not match public key',
      silent: 'info\tloaded private key and certificate',
    },
    'go-panic': {
      fires: 'fatal\tpanic: runtime error: index out of range [3] with length 3',
      silent: "info\tdon't panic: nothing happened",
    },
    'too-many-open-files': {
      fires: 'error\taccept tcp [::]:15012: accept4: too many open files',
      silent: 'info\topen files: 312',
    },
    'port-in-use': {
      fires: "error\tenvoy config\tlistener 'a' failed to bind: cannot bind '0.0.0.0:15090': Address already in use",
      silent: 'info\tlistening on [::]:15012',
      component: 'istio-proxy',
    },
    'bind-addr-unavailable': {
      fires:
        "warning\tenvoy config\tlistener 'a' failed to bind: cannot bind '[::1]:15020': Cannot assign requested address",
      silent: 'info\tassigned requested address 10.1.1.1',
    },
    'net-mtu': { fires: 'ping: local error: message too long, mtu=1450', silent: 'info\tmtu=1450' },
  },
};
