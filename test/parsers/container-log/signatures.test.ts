import { expect, test } from 'vitest';
import { containerLog, type SignatureSummary } from '../../../src/parsers/container-log/index.js';
import { parseWindow } from '../../helpers/parse.js';

function matchesIn(component: string, ...lines: string[]): SignatureSummary[] {
  const at = { tag: { kind: 'container-log', component } };
  return parseWindow(containerLog, `${lines.join('\n')}\n`, { at }).artifact.parts[0]?.matches ?? [];
}

function signaturesIn(component: string, ...lines: string[]): string[] {
  return matchesIn(component, ...lines).map(({ signature }) => signature);
}

const at = '2024-05-02T10:11:12.000001Z';
const rejected = `${at}\twarning\tenvoy config external/envoy/x.cc:138\tdelta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s)`;
const connection = `${at}\twarn\tads\tADS:LDS: ACK ERROR web-6d5c.shop-7 Internal:Error adding/updating listener(s)`;

test.each([
  [
    'Envoy 1.0',
    '[2018-09-13 18:14:02.938][23][warning][upstream] x.cc:223] gRPC config for type.googleapis.com/envoy.api.v2.Cluster update rejected: bad thing',
  ],
  [
    'Envoy 1.4',
    '[Envoy (Epoch 0)] [2020-06-04 01:47:01.186][76][warning][config] [x.cc:82] gRPC config for type.googleapis.com/envoy.api.v2.Cluster rejected: bad thing',
  ],
  [
    'delta xDS',
    `${at}\twarning\tenvoy config x.cc:296\tdelta config for type.googleapis.com/envoy.api.v2.Cluster rejected: bad thing\tthread=15`,
  ],
  [
    'unified mux in JSON',
    `{"level":"warning","time":"${at}","scope":"envoy config","msg":"Config for type.googleapis.com/envoy.api.v2.Cluster rejected: bad thing","caller":"x.cc:1"}`,
  ],
])('Envoy rejects configuration, as %s prints it', (_, line) => {
  expect(matchesIn('istio-proxy', line)).toMatchObject([
    {
      signature: 'envoy-xds-rejected',
      keys: new Map([
        ['type', 'envoy.api.v2.Cluster'],
        ['reason', 'bad thing'],
      ]),
    },
  ]);
});

test.each([
  [
    '1.0 to 1.3',
    '10.1.2.4:51230 sidecar~10.1.2.4~web-6d.shop~shop.svc.cluster.local-7 version_info:"1" node:<id:"x" > error_detail:<code:13 message:"bad thing" > ',
  ],
  [
    '1.4 and 1.5',
    '10.1.2.4:51230 sidecar~10.1.2.4~web-6d.shop~shop.svc.cluster.local-7 (sidecar~10.1.2.4~web-6d.shop~shop.svc.cluster.local) Internal:bad thing',
  ],
  ['1.6 to 1.10', 'sidecar~10.1.2.4~web-6d.shop~shop.svc.cluster.local-7 Internal:bad thing'],
])('Pilot is told of a rejection, as %s print it', (_, rest) => {
  const [match] = matchesIn('control-plane', `${at}\twarn\tads\tADS:CDS: ACK ERROR ${rest}`);
  expect(match).toMatchObject({ signature: 'istiod-xds-nack' });
  expect(Object.fromEntries(match?.keys ?? [])).toEqual({
    type: 'CDS',
    proxy: 'sidecar~10.1.2.4~web-6d.shop~shop.svc.cluster.local-7',
    reason: 'bad thing',
  });
});

test.each([
  [
    'nack-duplicate-domain',
    'Only unique values for domains are permitted. Duplicate entry of domain shop.example',
    { domain: 'shop.example' },
  ],
  [
    'nack-filter-chain-conflict',
    "error adding listener '0.0.0.0:443': filter chain 'a' has the same matching rules defined as 'b'",
    { listener: '0.0.0.0:443' },
  ],
  ['nack-filter-chain-invalid', "error adding listener 'x': no filter chains specified", {}],
  [
    'nack-duplicate-address',
    "error adding listener: 'x' has duplicate address '0.0.0.0:15021' as existing listener",
    { address: '0.0.0.0:15021' },
  ],
  ['nack-bind-permission', "cannot bind '0.0.0.0:80': Permission denied", { address: '0.0.0.0:80' }],
  [
    'nack-unknown-extension',
    "Didn't find a registered implementation for name: 'envoy.filters.http.golang'",
    { extension: 'envoy.filters.http.golang' },
  ],
  ['nack-cert-file', 'x: Invalid path: /etc/certs/key.pem, y', { file: '/etc/certs/key.pem' }],
  ['nack-cert-load', 'Failed to load private key from <inline>, Cause: bad', { what: 'private key' }],
  ['nack-duplicate-cluster', 'duplicate cluster outbound|80||a.x found', { cluster: 'outbound|80||a.x' }],
  ['nack-route-unknown-cluster', "route: unknown cluster 'outbound|80|v9|a.x'", { cluster: 'outbound|80|v9|a.x' }],
  ['nack-proto-invalid', 'Proto constraint validation failed (ListenerValidationError.Name)', {}],
  ['nack-lua-script', 'virtualInbound: script load error: [string "x"]:3: near y', {}],
  ['nack-wasm', 'Unable to create Wasm filter shop.auth', {}],
])('%s gives the reason of a rejection, on both sides', (id, reason, keys) => {
  for (const [component, generic, line] of [
    ['istio-proxy', 'envoy-xds-rejected', `${rejected} 0.0.0.0_1: ${reason}`],
    ['control-plane', 'istiod-xds-nack', `${connection} 0.0.0.0_1: ${reason}`],
  ] as const) {
    const matches = matchesIn(component, line);
    expect(matches.map(({ signature }) => signature)).toEqual(expect.arrayContaining([generic, id]));
    const match = matches.find(({ signature }) => signature === id);
    expect(Object.fromEntries(match?.keys ?? [])).toMatchObject(keys);
  }
});

test('names are cut from the line', () => {
  const [match] = matchesIn(
    'ztunnel',
    `${at}\terror\taccess\tconnection complete\tdst.addr=10.1.1.1:15008 dst.service="cart.shop.svc.cluster.local" error="x blocking HBONE port 15008"`,
  );
  expect(match?.keys.get('destination')).toBe('cart.shop.svc.cluster.local');
});

/** The same message at these seconds after a start. */
function atSeconds(seconds: readonly number[], text: string): string[] {
  return seconds.map((s) => `${new Date(Date.UTC(2024, 4, 2, 8, 0, s)).toISOString()}\t${text}`);
}

const notReady =
  'warn\tEnvoy proxy is NOT ready: config not received from XDS server (is Istiod running?): cds updates: 0 successful, 0 rejected; lds updates: 0 successful, 0 rejected';
const closed = 'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 13, ';
const unavailable =
  'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 14, no healthy upstream';
const start = `${new Date(Date.UTC(2024, 4, 2, 8, 0, 0)).toISOString()}\tinfo\tStarting proxy agent`;

test.each([
  ['three lines at a start', atSeconds([40, 42, 44], notReady), []],
  ['four lines', atSeconds([40, 42, 44, 46], notReady), ['agent-config-not-received']],
  [
    'ten lines in the first 30 seconds of a container',
    [start, ...atSeconds([2, 4, 6, 8, 10, 12, 14, 16, 18, 20], notReady)],
    [],
  ],
  [
    'four lines after the first 30 seconds',
    [start, ...atSeconds([32, 34, 36, 38], notReady)],
    ['agent-config-not-received'],
  ],
  ['lines while the proxy drains', [`${at}\tinfo\tAgent draining Proxy`, ...atSeconds([40, 42, 44, 46], notReady)], []],
  ['a stream that is closed every half hour', atSeconds([0, 1800, 3600, 5400, 7200, 9000], closed), []],
  ['a stream that is closed every five minutes', atSeconds([0, 300, 600, 900, 1200], closed), ['xds-stream-flapping']],
  ['three failed connections', atSeconds([0, 1, 2], unavailable), []],
  ['four failed connections in ten minutes', atSeconds([0, 15, 30, 45], unavailable), ['xds-stream-unavailable']],
  ['four failed connections over an hour', atSeconds([0, 1000, 2000, 3000], unavailable), []],
  ['lines without a time', Array(4).fill(notReady.slice(5)), ['agent-config-not-received']],
])('%s', (_, lines, expected) => {
  expect(signaturesIn('istio-proxy', ...lines)).toEqual(expected);
});

test.each([
  ['istio-proxy', 'warn\tEnvoy proxy is NOT ready: server is not live, current state is: DRAINING'],
  [
    'istio-proxy',
    'warning\tenvoy config\tStreamSecrets gRPC config stream closed: 2, resource:default Close connection to proxy',
  ],
  ['istio-proxy', 'warn\tsecretfetcher\tCannot find secret shop-tls, searching for fallback secret gateway-fallback'],
  [
    'istio-proxy',
    'warning\tenvoy config\tIgnoring unwatched type URL type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  ],
  ['control-plane', 'info\tleader election lock lost: istio-leader'],
  [
    'control-plane',
    'info\tads\tADS: "10.1.1.1:1" web.shop-2 terminated rpc error: code = Canceled desc = context canceled',
  ],
  ['control-plane', 'warn\tendpoints with hostname a.shop.svc.cluster.local has duplicate address 10.1.1.1'],
  [
    'control-plane',
    'info\tvalidationController\tNot ready to switch validation to fail-closed: dummy invalid config not rejected',
  ],
  ['control-plane', 'info\thttp: TLS handshake error from 10.1.1.1:55770: remote error: tls: unknown certificate'],
  ['ztunnel', 'warn\txds::client\tXDS client error: gRPC error: error reading a body from connection, retrying'],
  ['istio-cni', 'info\tinstall\tCNI config file /host/etc/cni/net.d/10-x.conflist exists. Proceeding.'],
  ['dns', 'info\tplugin/ready: Still waiting on: "kubernetes"'],
  ['application', 'info\tclosed: 14, upstream connect error or disconnect/reset before headers'],
])('healthy: %s %s', (component, text) => {
  expect(signaturesIn(component, `${at}\t${text}`)).toEqual([]);
});
