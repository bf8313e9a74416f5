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

test.each([
  [
    'istio-proxy',
    'agent-config-rejected',
    'warn\tEnvoy proxy is NOT ready: config received from XDS server, but was rejected: cds updates: 1 successful, 0 rejected; lds updates: 0 successful, 1 rejected',
  ],
  ['istio-proxy', 'agent-missing-inbound-listener', 'info\tenvoy missing listener for inbound application port: 9080'],
  ['istio-proxy', 'agent-envoy-killed', 'error\tEnvoy exited with error: signal: killed'],
  [
    'istio-proxy',
    'agent-envoy-oom-hint',
    'warn\tEnvoy may have been out of memory killed. Check memory usage and limits.',
  ],
  ['istio-proxy', 'agent-envoy-segv', 'error\tEpoch 0 exited with error: signal: segmentation fault'],
  ['istio-proxy', 'agent-envoy-exit-error', 'error\tEpoch 0 exited with error: exit status 1'],
  ['istio-proxy', 'agent-start-failed', 'error\tError: failed to start xds proxy: no socket'],
  ['istio-proxy', 'agent-root-cert-missing', 'fatal\troot CA file for XDS does not exist /var/run/x'],
  ['istio-proxy', 'agent-token-missing', 'warn\tfailed to fetch token from file: open x: no such file or directory'],
  [
    'istio-proxy',
    'agent-ca-unreachable',
    'error\tcitadelclient\tFailed to create certificate: rpc error: code = Unavailable desc = connection closed',
  ],
  [
    'istio-proxy',
    'agent-ca-unauthenticated',
    'error\tcache\tresource:default failed to sign: create certificate: rpc error: code = Unauthenticated desc = no',
  ],
  ['istio-proxy', 'agent-sds-uds-failed', 'error\tsds\tSDS grpc server for workload proxies failed to start: no'],
  [
    'istio-proxy',
    'agent-xds-connect-failed',
    'error\txdsproxy\tfailed to connect to upstream istiod.istio-system.svc:15012: no',
  ],
  [
    'istio-proxy',
    'xds-stream-down-since',
    'warning\tenvoy config x.h:226\tDeltaAggregatedResources gRPC config stream to xds-grpc closed since 61s ago: 14, connection error\tthread=3',
  ],
  [
    'istio-proxy',
    'xds-stream-unauthenticated',
    'warning\tenvoy config\tStreamAggregatedResources gRPC config stream closed: 16, authentication failure',
  ],
  [
    'istio-proxy',
    'grpc-message-too-large',
    'warn\txdsproxy\tupstream terminated with unexpected error rpc error: code = ResourceExhausted desc = grpc: received message larger than max (42 vs. 41)',
  ],
  ['istio-proxy', 'envoy-crash', 'critical\tenvoy backtrace\tCaught Aborted, suspect faulting address 0x539'],
  [
    'istio-proxy',
    'envoy-bootstrap-failed',
    "critical\tenvoy main\terror initializing configuration 'x.json': bad field",
  ],
  [
    'istio-proxy',
    'envoy-hot-restart-failed',
    'critical\tenvoy main\tunable to bind domain socket with id=0 (see --base-id option)',
  ],
  ['istio-proxy', 'wasm-load-failed', 'critical\tenvoy wasm\tPlugin shop.auth failed to load'],
  ['istio-proxy', 'wasm-fetch-failed', 'error\twasm\terror in converting the wasm config to local: 401'],
  [
    'istio-proxy',
    'tls-wrong-version',
    'debug\tenvoy connection\t[C1] TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER',
  ],
  [
    'istio-proxy',
    'tls-cert-verify-failed',
    'debug\tenvoy connection\t[C1] TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED',
  ],
  [
    'istio-proxy',
    'tls-unknown-ca',
    'debug\tenvoy connection\t[C1] TLS error: 268436504:SSL routines:TLSV1_ALERT_UNKNOWN_CA',
  ],
  [
    'istio-proxy',
    'tls-cert-expired-alert',
    'debug\tenvoy connection\t[C1] TLS error: 1:SSL routines:SSLV3_ALERT_CERTIFICATE_EXPIRED',
  ],
  ['istio-proxy', 'tls-peer-no-cert', 'debug\tenvoy connection\t[C1] TLS error: 1:PEER_DID_NOT_RETURN_A_CERTIFICATE'],
  [
    'istio-proxy',
    'port-in-use',
    "error\tenvoy config\tlistener 'a' failed to bind: cannot bind '0.0.0.0:15090': Address already in use",
  ],
  ['istio-proxy', 'mixer-report-failed', 'error\tMixer Report failed with: UNAVAILABLE:Cluster not available'],
  ['istio-proxy', 'mixer-config-parse', 'error\tFailed to convert mixer V2 client config, error: x'],
  [
    'istio-proxy',
    'gateway-secret-missing',
    'error\tsecretFetcherLog\tcannot find secret shop-tls and cannot find fallback secret gateway-fallback',
  ],
  ['control-plane', 'istiod-push-failure', 'warn\tads\tRepeated failure to push 74 sidecar~10.1.1.1~a.b~c-1'],
  ['control-plane', 'istiod-config-gen-invalid', 'error\tads\tLDS: Generated invalid listener for node x'],
  ['control-plane', 'istiod-push-status-conflict', 'info\tads\tPush Status: { "pilot_conflict_inbound_listener": {'],
  [
    'control-plane',
    'istiod-push-status-duplicate-cluster',
    'info\tads\tPush Status: { "pilot_duplicate_envoy_clusters": {',
  ],
  [
    'control-plane',
    'istiod-listener-conflict',
    'warn\tlistener conflict (TCP current and new HTTP) on 0.0.0.0:80, destination:a',
  ],
  [
    'control-plane',
    'istiod-jwks-fetch-failed',
    'error\tmodel\tFailed to fetch public key from "https://id.example/keys": timed out',
  ],
  [
    'control-plane',
    'istiod-envoyfilter-failed',
    'error\tmodel\tenvoyfilter shop/lua failed to build envoy filter value: no type',
  ],
  ['control-plane', 'delegate-vs-missing', 'warn\tmodel\tdelegate virtual service shop/a of shop/b not found'],
  ['control-plane', 'istiod-sync-failed', 'error\tkube\tFailed waiting for cache sync'],
  ['control-plane', 'remote-cluster-failed', 'error\tAdding cluster: create remote cluster failed: x'],
  ['control-plane', 'istiod-mesh-config-invalid', 'error\tuser config invalid, ignoring it unknown field "x"'],
  ['control-plane', 'leader-election-lost', 'error\tLeader election cycle 3 lost. Trying again'],
  [
    'control-plane',
    'gateway-secret-missing',
    'warn\tads\tfailed to fetch key and certificate for kubernetes://shop-tls: not found',
  ],
  [
    'control-plane',
    'gateway-secret-invalid',
    'warn\tads\tinvalid certificates: istio-system/shop-tls "kubernetes://shop-tls": expired',
  ],
  [
    'control-plane',
    'gateway-duplicate-hosts',
    'warn\tmodel\tskipping server on gateway shop/gw, duplicate host names: [a]',
  ],
  ['control-plane', 'istiod-injection-failed', 'error\tPod injection failed: bad template'],
  [
    'control-plane',
    'istiod-validation-webhook-not-ready',
    'error\tcontrollers\terror handling /v, retrying (retry count: 7): webhook is not ready, retry',
  ],
  ['control-plane', 'istiod-webhook-patch-failed', 'error\tPatch webhook failed: not found'],
  [
    'control-plane',
    'istiod-client-auth-failed',
    'error\tads\tFailed to authenticate client from 10.1.2.3:4444: Authenticator ClientCertAuthenticator: no',
  ],
  ['control-plane', 'istiod-jwt-expired', 'error\tx\t[invalid bearer token, Token has expired]'],
  ['control-plane', 'istiod-jwt-crypto', 'error\tx\tsquare/go-jose: error in cryptographic primitive'],
  ['control-plane', 'istiod-unknown-cluster', "error\tads\tcould not get cluster west's kube client"],
  [
    'control-plane',
    'istiod-tokenreview-forbidden',
    'warn\tserverca\ttokenreviews.authentication.k8s.io is forbidden: User "x" cannot create',
  ],
  ['control-plane', 'ca-start-failed', 'fatal\tfailed to create discovery service: failed to create an istiod CA: x'],
  ['control-plane', 'ca-not-a-ca-cert', 'fatal\tcertificate is not authorized to sign other certificates'],
  [
    'control-plane',
    'ca-secret-load-failed',
    'error\tcaSecretController\tFailed on loading CA secret istio-system:istio-ca-secret.',
  ],
  [
    'control-plane',
    'ca-csr-sign-failed',
    'error\tserverca\tCSR signing error (requested TTL 9h is greater than the max)',
  ],
  [
    'control-plane',
    'ca-root-mismatch',
    'warn\trootcertrotator\tCA cert in KeyCertBundle does not match CA cert in istio-ca-secret.',
  ],
  ['control-plane', 'ca-impersonation-failed', 'warn\tserverca\timpersonation not allowed, node account untrusted'],
  ['control-plane', 'istiod-cert-reload-failed', 'error\treload istiod cert failed: bad pair'],
  ['control-plane', 'citadel-secret-create-failed', 'error\tFailed to create secret in attempt 2/3, (error: no)'],
  ['control-plane', 'mcp-disconnected', 'error\tmcp\tError receiving MCP resource: rpc error: code = Unavailable'],
  [
    'control-plane',
    'galley-validation-update-failed',
    'error\tistio-galley validatingwebhookconfiguration update failed: no',
  ],
  ['control-plane', 'mixer-bad-config', 'error\tHandler not found: handler=prom'],
  [
    'control-plane',
    'k8s-api-forbidden',
    'error\tklog\tnodes is forbidden: User "system:serviceaccount:istio-system:istiod" cannot list',
  ],
  ['control-plane', 'k8s-api-unauthorized', 'error\twatch error in cluster west: failed to list *v1.Pod: Unauthorized'],
  [
    'control-plane',
    'k8s-watch-failed',
    'error\tklog\tFailed to watch *v1.Gateway: the server could not find the requested resource',
  ],
  ['control-plane', 'tls-key-mismatch', 'error\ttls: private key does not match public key'],
  ['control-plane', 'x509-unknown-authority', 'error\tGet "https://a": x509: certificate signed by unknown authority'],
  [
    'control-plane',
    'x509-expired',
    'error\tx509: certificate has expired or is not yet valid: current time 2024-05-02T10:11:12Z is after 2024-05-01T00:00:00Z',
  ],
  [
    'control-plane',
    'x509-not-yet-valid',
    'error\tx509: certificate has expired or is not yet valid: current time 2024-05-02T10:11:12Z is before 2024-05-02T10:12:00Z',
  ],
  ['control-plane', 'go-panic', 'fatal\tpanic: runtime error: index out of range [3] with length 3'],
  ['control-plane', 'too-many-open-files', 'error\taccept tcp [::]:15012: accept4: too many open files'],
  ['control-plane', 'net-dns-no-such-host', 'error\tdial tcp: lookup id.example on 10.96.0.10:53: no such host'],
  [
    'control-plane',
    'net-dns-timeout',
    'error\tdial tcp: lookup id.example on 10.96.0.10:53: read udp 10.1.1.1:5->10.96.0.10:53: i/o timeout',
  ],
  ['control-plane', 'net-dial-timeout', 'error\tdial tcp 10.96.0.1:443: i/o timeout'],
  ['control-plane', 'net-dial-refused', 'error\tdial tcp 10.96.0.1:443: connect: connection refused'],
  [
    'control-plane',
    'net-tls-handshake-timeout',
    'error\ttransport: authentication handshake failed: context deadline exceeded',
  ],
  ['control-plane', 'istiod-not-ready-xds', 'warn\tads\tserver is not ready to serve discovery information'],
  [
    'istio-init',
    'iptables-permission',
    "iptables v1.6.1: can't initialize iptables table `nat': Permission denied (you must be root)",
  ],
  ['istio-init', 'iptables-table-missing', "iptables-restore: unable to initialize table 'nat'"],
  ['istio-init', 'iptables-chain-exists', 'iptables: Chain already exists.'],
  ['istio-init', 'iptables-restore-failed', 'ip6tables-restore: line 4 failed'],
  ['istio-init', 'init-version-mismatch', 'Invalid option: -z'],
  [
    'istio-init',
    'cni-validation-failed',
    'Error connecting to 127.0.0.6:15002: dial tcp 127.0.0.1:0->127.0.0.6:15002: connect: connection refused',
  ],
  ['istio-cni', 'cni-agent-unreachable', 'error\tcni-plugin\tunable to push CNI event, error was 500'],
  ['istio-cni', 'cni-no-ztunnel', 'error\tcni-agent\tfailed to add pod to ztunnel: x'],
  ['istio-cni', 'cni-partial-add', 'error\tcni-agent\tpod partially added'],
  [
    'istio-cni',
    'cni-config-missing',
    'warn\tinstall\tcannot find existing CNI network config: no networks found in /host/etc/cni/net.d',
  ],
  [
    'istio-cni',
    'cni-config-fight',
    'info\tinstall\tmissing (or invalid) configuration detected, (re)writing CNI config file',
  ],
  ['istio-cni', 'cni-k8s-client-failed', 'error\tcni-plugin\tFailed to get pod info: timeout'],
  ['istio-cni', 'cni-install-failed', 'error\tinstaller failed: copy binaries: read-only file system'],
  ['istio-cni', 'cni-repair-failed', 'error\trepair\tFailed to update pod: forbidden'],
  [
    'istio-cni',
    'cni-healthcheck-ipset',
    'error\tcni-agent\tfailed to add pod to addressSet, pod will fail healthchecks: x',
  ],
  [
    'ztunnel',
    'ztunnel-auth-failure',
    'warn\txds::client\tXDS client connection error: gRPC connection error:status: Unauthenticated',
  ],
  [
    'ztunnel',
    'ztunnel-xds-disconnected',
    'warn\txds::client\tXDS client connection error: connection refused, retrying in 80ms',
  ],
  ['ztunnel', 'ztunnel-cert-failed', 'warn\tidentity\tcertificate fetch failed (x)'],
  [
    'ztunnel',
    'ztunnel-hbone-timeout',
    'error\taccess\tconnection complete\tdst.addr=10.1.1.1:15008 dst.service="cart.shop.svc.cluster.local" error="connection timed out, maybe a NetworkPolicy is blocking HBONE port 15008: deadline"',
  ],
  [
    'ztunnel',
    'ztunnel-conn-refused',
    'error\taccess\tconnection complete\tdst.addr=10.1.1.1:15008 error="io error: Connection refused (os error 111)"',
  ],
  [
    'ztunnel',
    'ztunnel-policy-rejected',
    'error\taccess\tconnection complete\tdst.addr=10.1.1.1:15008 error="connection closed due to policy rejection: none allowed"',
  ],
  [
    'ztunnel',
    'ztunnel-no-healthy-upstream',
    'warn\taccess\tconnection failed\terror="no healthy upstream: 10.96.0.1:443"',
  ],
  [
    'ztunnel',
    'ztunnel-unknown-waypoint',
    'error\taccess\tconnection complete\terror="unknown waypoint: shop/waypoint"',
  ],
  ['ztunnel', 'ztunnel-pod-start-failed', 'error\tinpod::workloadmanager\tfailed to start proxy: Bind([::1]:15053)'],
  [
    'ztunnel',
    'ztunnel-tls-error',
    'warn\thyper_util\tTLS handshake error: tls handshake error: received fatal alert: UnknownCA',
  ],
  ['application', 'body-overflow', 'error\tcalls reset reason: overflow'],
  [
    'application',
    'body-upstream-connect-error',
    'error\t503 : upstream connect error or disconnect/reset before headers. reset reason: connection termination',
  ],
  ['application', 'net-dns-no-such-host', 'Error: getaddrinfo ENOTFOUND cart.shop'],
  ['application', 'net-dns-timeout', 'Error: getaddrinfo EAI_AGAIN cart.shop'],
  ['application', 'net-dial-timeout', 'Error: connect ETIMEDOUT 10.1.1.1:80'],
  ['application', 'net-tls-handshake-timeout', 'Get "https://a": net/http: TLS handshake timeout'],
  [
    'dns',
    'coredns-upstream-timeout',
    '[ERROR] plugin/errors: 2 example.com. A: read udp 10.1.1.1:5->10.0.0.2:53: i/o timeout',
  ],
  ['dns', 'coredns-loop', '[FATAL] plugin/loop: Loop (127.0.0.1:51384 -> :53) detected for zone "."'],
  ['dns', 'coredns-unsynced', '[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API'],
  ['dns', 'coredns-overloaded', '[ERROR] plugin/errors: 2 example.com. A: no healthy proxies'],
  [
    'dns',
    'coredns-reload-failed',
    '[ERROR] plugin/reload: Corefile changed but reload failed: plugin/forward: not an IP address',
  ],
  [
    'dns',
    'dnsmasq-max-concurrent',
    'I0208 19:04:33.947520       1 nanny.go:108] dnsmasq[10]: Maximum number of concurrent DNS queries reached (max: 150)',
  ],
  [
    'dns',
    'kubedns-forward-timeout',
    'skydns: failure to forward request "read udp 10.1.1.1:5->10.0.0.2:53: i/o timeout',
  ],
  [
    'dns',
    'k8s-watch-failed',
    'E0111 13:41:59.199162       1 reflector.go:123] Failed to list *v1.Service: Get "https://10.96.0.1:443": dial tcp 10.96.0.1:443: i/o timeout',
  ],
])('%s: %s', (component, id, text) => {
  const line = /^(?:debug|info|warn|warning|error|fatal|critical)\t/.test(text) ? `${at}\t${text}` : text;
  expect(signaturesIn(component, line)).toContain(id);
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
    'error\tfailed scraping application metrics: Get "http://localhost:80/metrics": dial tcp [::1]:80: connect: connection refused',
  ],
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
