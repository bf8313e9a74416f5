import type { Samples } from './samples.js';

export const pilotAgentServices: Samples = {
  component: 'istio-proxy',
  lines: {
    'agent-budget-exhausted': {
      fires: 'error\tPermanent error: budget exhausted trying to fulfill the desired configuration',
      silent: 'info\tReceived new config, creating new Envoy epoch 1',
    },
    'agent-app-scrape-failed': {
      fires:
        'error\tfailed scraping application metrics: error scraping http://localhost:80/metrics: Get "http://localhost:80/metrics": dial tcp [::1]:80: connect: connection refused',
      silent: 'info\tscraped application metrics',
    },
    'agent-envoy-scrape-failed': {
      fires: 'error\tfailed scraping envoy metrics: error scraping http://localhost:15090/stats/prometheus: EOF',
      silent: 'info\tscraped envoy metrics',
    },
    'agent-probe-unknown-path': {
      fires: 'error\tProber does not exists url /app-health/web/livez',
      silent: 'info\tProber started',
    },
    'agent-dns-listen-failed': {
      fires: 'error\tdns\tFailed to listen on udp port localhost:15053: permission denied',
      silent: 'info\tdns\tStarting local udp DNS server on 127.0.0.1:15053',
    },
    'agent-cpu-limit': {
      fires:
        'warn\tconcurrency is set to 0, which will use a thread per CPU on the host. However, CPU limit is set lower.',
      silent: 'info\tApply proxy config: concurrency: 2',
    },
    'agent-dns-table-invalid': {
      fires: 'warn\tfailed to unmarshal name table: proto: cannot parse invalid wire-format data',
      silent: 'debug\tupdated lookup table with 120 hosts',
    },
    'agent-file-watch-failed': {
      fires:
        'error\tcache\tfile-root:/etc/certs/root-cert.pem: error adding watcher for file /etc/certs/root-cert.pem, retrying watches: no space left on device',
      silent: 'info\tcache\tadding watcher for file certificate /etc/certs/root-cert.pem',
    },
  },
};
