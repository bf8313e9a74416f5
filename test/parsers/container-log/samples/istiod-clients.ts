import type { Samples } from './samples.js';

export const istiodClients: Samples = {
  component: 'control-plane',
  lines: {
    'istiod-jwt-sa-mismatch': {
      fires: 'error\tx\t[invalid bearer token, service account UID (b-1) does not match claim (f-2)]',
      silent: 'info\tx\tservice account claim matches',
    },
    'istiod-xds-unauthorized': {
      fires:
        'warn\tads\tUnauthorized XDS: 10.1.3.18:51734 with identity [spiffe://cluster.local/ns/shop/sa/web]: no identities matched bank/vm',
      silent: 'info\tads\tADS: new connection for node:web-6d5c.shop-7',
    },
    'istiod-rate-limited': {
      fires: 'warn\tads\tADS: "10.1.7.33:51734" exceeded rate limit: context deadline exceeded',
      silent: 'info\tads\trate limit is 100 per second',
    },
    'istiod-no-preface': {
      fires:
        'info\tgrpc: Server.Serve failed to create ServerTransport: connection error: desc = "transport: http2Server.HandleStreams failed to receive the preface from client: EOF"',
      silent: 'info\tads\tADS: "10.1.1.1:1" web.shop-2 terminated rpc error: code = Canceled desc = context canceled',
    },
  },
};
