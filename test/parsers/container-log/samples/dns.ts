import type { Samples } from './samples.js';

export const dns: Samples = {
  component: 'dns',
  lines: {
    'coredns-upstream-timeout': {
      fires: '[ERROR] plugin/errors: 2 example.com. A: read udp 10.1.1.1:5->10.0.0.2:53: i/o timeout',
      silent: '[ERROR] plugin/errors: 0 example.com. A: plugin/cache: nothing',
    },
    'coredns-loop': {
      fires: '[FATAL] plugin/loop: Loop (127.0.0.1:51384 -> :53) detected for zone "."',
      silent: '[INFO] plugin/reload: Running configuration MD5 = 4b1',
    },
    'coredns-servfail': {
      fires: '[INFO] 10.1.1.4:42391 - 17 "A IN shop.example. udp 30 false 512" SERVFAIL qr,rd 30 2.001s',
      silent: '[INFO] 10.1.1.4:42391 - 17 "A IN shop.example. udp 30 false 512" NXDOMAIN qr,rd 30 0.001s',
    },
    'coredns-unsynced': {
      fires: '[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API',
      silent: '[INFO] plugin/kubernetes: waiting for Kubernetes API before starting server',
    },
    'coredns-api-wait': {
      fires: '[INFO] plugin/ready: Still waiting on: "kubernetes"',
      silent: '[INFO] plugin/ready: Plugins not ready',
    },
    'coredns-overloaded': {
      fires: '[ERROR] plugin/errors: 2 example.com. A: no healthy proxies',
      silent: '[INFO] plugin/health: Going into lameduck mode for 5s',
    },
    'coredns-reload-failed': {
      fires: '[ERROR] plugin/reload: Corefile changed but reload failed: plugin/forward: not an IP address',
      silent: '[INFO] Reloading complete',
    },
    'dnsmasq-max-concurrent': {
      fires:
        'I0208 19:04:33.947520       1 nanny.go:108] dnsmasq[10]: Maximum number of concurrent DNS queries reached (max: 150)',
      silent: 'I0208 19:04:33.947520       1 nanny.go:108] dnsmasq[10]: using nameserver 10.0.0.2#53',
    },
    'kubedns-forward-timeout': {
      fires: 'skydns: failure to forward request "read udp 10.1.1.1:5->10.0.0.2:53: i/o timeout',
      silent: 'skydns: ready for queries on cluster.local. for tcp://0.0.0.0:10053',
    },
  },
};
