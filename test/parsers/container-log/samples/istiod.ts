import type { Samples } from './samples.js';

export const istiod: Samples = {
  component: 'control-plane',
  lines: {
    'istiod-push-failure': {
      fires: 'warn\tads\tRepeated failure to push 74 sidecar~10.1.1.1~a.b~c-1',
      silent: 'info\tads\tXDS: Pushing Services:41 ConnectedEndpoints:212',
    },
    'istiod-config-gen-invalid': {
      fires: 'error\tads\tLDS: Generated invalid listener for node x',
      silent: 'info\tads\tLDS: PUSH for node:web-6d5c.shop resources:21',
    },
    'istiod-push-status-conflict': {
      fires: 'info\tads\tPush Status: { "pilot_conflict_inbound_listener": {',
      silent: 'info\tads\tPush Status: {}',
    },
    'istiod-push-status-duplicate-cluster': {
      fires: 'info\tads\tPush Status: { "pilot_duplicate_envoy_clusters": {',
      silent: 'info\tads\tPush Status: { "pilot_no_ip": {} }',
    },
    'istiod-listener-conflict': {
      fires: 'warn\tlistener conflict (TCP current and new HTTP) on 0.0.0.0:80, destination:a',
      silent: 'debug\tno conflict on 0.0.0.0:80',
    },
    'istiod-jwks-fetch-failed': {
      fires: 'error\tmodel\tFailed to fetch public key from "https://id.example/keys": timed out',
      silent: 'info\tmodel\tfetched public keys of https://id.example',
    },
    'istiod-envoyfilter-failed': {
      fires: 'error\tmodel\tenvoyfilter shop/lua failed to build envoy filter value: no type',
      silent: 'debug\tmodel\tenvoyfilter shop/lua applied',
    },
    'delegate-vs-missing': {
      fires: 'warn\tmodel\tdelegate virtual service shop/a of shop/b not found',
      silent: 'debug\tmodel\tdelegate virtual service shop/a of shop/b merged',
    },
    'istiod-sync-failed': {
      fires: 'error\tkube\tFailed waiting for cache sync',
      silent: 'info\tkube\tcaches synced in 1.2s',
    },
    'remote-cluster-failed': {
      fires: 'error\tAdding cluster: create remote cluster failed: x',
      silent: 'info\tAdding cluster west from secret istio-system/west',
    },
    'istiod-mesh-config-invalid': {
      fires: 'error\tuser config invalid, ignoring it unknown field "x"',
      silent: 'info\tmesh configuration has been updated',
    },
  },
};
