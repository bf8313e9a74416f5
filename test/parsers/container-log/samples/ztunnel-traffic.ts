import type { Samples } from './samples.js';

export const ztunnelTraffic: Samples = {
  component: 'ztunnel',
  lines: {
    'ztunnel-cert-revoked': {
      fires:
        'error\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" error="connection closed: peer certificate revoked by CRL"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-unknown-source': {
      fires: "warn\tstate\ttimed out waiting for workload 'shop/web (web)' from xds",
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-unknown-destination': {
      fires:
        'error\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" error="no service for target address: 10.96.9.9:80"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-http-status': {
      fires:
        'error\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" error="http status: 503 Service Unavailable"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-dns-failed': {
      fires: 'warn\tstate\tdns lookup failed\terr=proto error hostname="db.example.com"',
      silent: 'info\tdns::server\tstarting local DNS server\taddress=localhost:15053 component="dns"',
    },
    'ztunnel-cni-protocol': {
      fires:
        'warn\tinpod::workloadmanager\tfailed to connect to the Istio CNI node agent over "/var/run/ztunnel/ztunnel.sock", is the node agent healthy? details: refused. retrying in 15s',
      silent: 'info\tinpod::workloadmanager\tconnected to the Istio CNI node agent',
    },
    'ztunnel-not-ready': {
      fires: 'not ready, pending: proxy listeners',
      silent: "info\treadiness\tTask 'state manager' complete (339ms), still awaiting 1 tasks",
    },
    'ztunnel-drain-forced': {
      fires: 'warn\tdrain\tdrain duration expired with pending connections, forcefully shutting down',
      silent: 'info\tdrain\tdrain complete',
    },
    'ztunnel-disconnected-early': {
      fires:
        'error\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" error="client disconnected before all data was written"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-self-call': {
      fires:
        'error\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" error="attempted recursive call to ourselves"',
      silent:
        'info\taccess\tconnection complete\tsrc.addr=10.1.1.7:51002 dst.addr=10.1.3.18:15008 dst.service="cart.shop.svc.cluster.local" direction="outbound" bytes_sent=82 bytes_recv=41 duration="3ms"',
    },
    'ztunnel-h2-error': {
      fires: 'warn\tproxy::h2::client\tHBONE ping timeout/error',
      silent: 'debug\tproxy::h2::client\tHBONE ping answered',
    },
    'ztunnel-xds-nack': {
      fires:
        'error\txds::client:xds{id=3}\tsending response\ttype_url="type.googleapis.com/istio.security.Authorization" nonce="7f" type=Nack error="unknown enum: 9"',
      silent:
        'debug\txds::client:xds{id=3}\tsending response\ttype_url="type.googleapis.com/istio.workload.Address" type=Ack',
    },
  },
};
