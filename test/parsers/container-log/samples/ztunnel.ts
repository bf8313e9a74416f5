import type { Samples } from './samples.js';

export const ztunnel: Samples = {
  component: 'ztunnel',
  lines: {
    'ztunnel-auth-failure': {
      fires: 'warn\txds::client\tXDS client connection error: gRPC connection error:status: Unauthenticated',
      silent: 'info\txds::client\tStream established',
    },
    'ztunnel-xds-disconnected': {
      fires: 'warn\txds::client\tXDS client connection error: connection refused, retrying in 80ms',
      silent: 'warn\txds::client\tXDS client error: gRPC error: error reading a body from connection, retrying',
    },
    'ztunnel-cert-failed': {
      fires: 'warn\tidentity\tcertificate fetch failed (x)',
      silent: 'info\tidentity\tcertificate fetched',
    },
    'ztunnel-hbone-timeout': {
      fires:
        'error\taccess\tconnection complete\tdst.addr=10.1.1.1:15008 dst.service="cart.shop.svc.cluster.local" error="connection timed out, maybe a NetworkPolicy is blocking HBONE port 15008: deadline"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-conn-refused': {
      fires:
        'error\taccess\tconnection complete\tdst.addr=10.1.1.1:15008 error="io error: Connection refused (os error 111)"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-policy-rejected': {
      fires:
        'error\taccess\tconnection complete\tdst.addr=10.1.1.1:15008 error="connection closed due to policy rejection: none allowed"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-no-healthy-upstream': {
      fires: 'warn\taccess\tconnection failed\terror="no healthy upstream: 10.96.0.1:443"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-unknown-waypoint': {
      fires: 'error\taccess\tconnection complete\terror="unknown waypoint: shop/waypoint"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-pod-start-failed': {
      fires: 'error\tinpod::workloadmanager\tfailed to start proxy: Bind([::1]:15053)',
      silent: 'info\tinpod::workloadmanager\tpod WorkloadUid("1") received netns, starting proxy',
    },
    'ztunnel-tls-error': {
      fires: 'warn\thyper_util\tTLS handshake error: tls handshake error: received fatal alert: UnknownCA',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
  },
};
