import { expect, test } from 'vitest';
import { classify, notReadKinds } from '../../src/ingest/classify.js';
import { parsers } from '../../src/parsers/index.js';

const admin = 'type.googleapis.com/envoy.admin';

const json: readonly [what: string, head: string, kind: string][] = [
  [
    'dump of Istio 1.0, a map',
    `{"configs":{"bootstrap":{"@type":"${admin}.v2alpha.BootstrapConfigDump"`,
    'envoy-config-dump',
  ],
  ['dump, a list', `{\n "configs": [\n  {\n   "@type": "${admin}.v3.BootstrapConfigDump",\n`, 'envoy-config-dump'],
  ['clusters page', '{"cluster_statuses":[{"name":"xds-grpc","host_statuses":[]}]}', 'envoy-clusters'],
  ['clusters page in camelCase', '{"clusterStatuses": [{"name": "xds-grpc"}]}', 'envoy-clusters'],
  ['listeners page', '{"listener_statuses":[{"name":"virtualOutbound","local_address":{}}]}', 'envoy-listeners'],
  ['listeners page to Istio 1.2', '["0.0.0.0:15001","[::]:15090"]\n', 'envoy-listeners'],
  ['certs page', '{"certificates": [{"ca_cert": [{"path": "a"}]}]}', 'envoy-certs'],
  [
    'certs page of Istio 1.0',
    '{\n\t"ca_cert": "Certificate Path: /etc/certs/root-cert.pem, Serial Number: 1f, Days until Expiration: 3649",\n',
    'envoy-certs',
  ],
  [
    'server page',
    '{"version":"d0cf5a43/1.38.1/Clean/RELEASE/BoringSSL","state":"LIVE","hot_restart_version":"x"',
    'envoy-server-info',
  ],
  ['syncz', '[{"cluster_id":"K","proxy":"cart-1.shop","istio_version":"1.14.1","cluster_sent":"n1"}]', 'syncz'],
  ['adsz', '{"totalClients":1,"clients":[{"connectionId":"cart-1.shop-4"}]}', 'adsz'],
  [
    'configz',
    '[{"kind":"Gateway","apiVersion":"networking.istio.io/v1","metadata":{"name":"g"}}]',
    'kubernetes-objects',
  ],
  [
    'configz of Pilot 1.0',
    '[\n{"type":"gateway","group":"networking.istio.io","version":"v1alpha3","name":"g","Spec":{}}]',
    'kubernetes-objects',
  ],
  ['tls-check', '[{"host":"a","TLS_conflict_status":"OK"}]', 'tls-check'],
  ['clusterz', '[{"id":"east","secretName":"","syncStatus":"synced"}]', 'clusterz'],
  ['networkz', '[{"Network":"west","Cluster":"west-1","Addr":"203.0.113.9","Port":15443}]', 'networkz'],
  ['push status', '{"pilot_eds_no_instances":{"outbound|80||cart.shop.svc.cluster.local":{}}}', 'push-status'],
  ['push status of Pilot 1.0', '{\n "ProxyStatus": {\n "pilot_no_ip": {"cart-1.shop": {"proxy":"x"}}', 'push-status'],
  ['registryz', '[{"Attributes":{"Name":"cart"},"ports":[],"hostname":"cart.shop.svc.cluster.local"', 'registryz'],
  [
    'endpointz of Pilot 1.0',
    '[\n\n{"svc": "cart.shop.svc.cluster.local:http", "ep": [\n{\n "endpoint": {',
    'endpointz',
  ],
  ['endpoint shards', '{"cart.shop.svc.cluster.local":{"shop":{"Shards":{"Kubernetes/east":[{"Labels":{}', 'endpointz'],
  [
    'mesh configuration',
    '{"connectTimeout":"10s","defaultConfig":{"discoveryAddress":"istiod:15012"},"trustDomain":"td"}',
    'mesh-config',
  ],
  ['analyze -o json', '[\n\t{\n\t\t"code": "IST0101",\n\t\t"level": "Error",\n\t\t"message": "x"', 'istioctl-analyze'],
  [
    'proxy-status -o json',
    '{"versionInfo":"1","resources":[{"@type":"type.googleapis.com/envoy.service.status.v3.ClientConfig"',
    'proxy-status',
  ],
  ['istioctl version -o json', '{"clientVersion":{"version":"1.24.0"},"meshVersion":[]}', 'istio-versions'],
  ['kubectl version -o json', '{"clientVersion":{"major":"1","gitVersion":"v1.31.2"}}', 'kubectl-version'],
  ['ztunnel dump', '{"workloads":{"n/10.0.0.1":{"workloadIps":["10.0.0.1"],"protocol":"HBONE"}}}', 'ztunnel-config'],
  [
    'proxy-config listeners',
    '[{"name":"a","address":{"socketAddress":{"address":"::"}},"filterChains":[]}]',
    'proxy-config',
  ],
  ['proxy-config bootstrap', '{"bootstrap":{"node":{"id":"sidecar~1","metadata":{}}}}', 'proxy-config'],
  ['object', '{"apiVersion":"v1","kind":"Service","metadata":{"name":"cart"}}', 'kubernetes-objects'],
  ['list with sorted keys', '{"apiVersion":"v1","items":[{"apiVersion":"v1","kind":"Pod"', 'kubernetes-objects'],
  ['cluster-info dump', '{\n    "kind": "NodeList",\n    "apiVersion": "v1",\n', 'cluster-info-dump'],
];

test.each(json)('JSON: %s', (_, head, kind) => {
  expect(classify(head, 'x')?.kind).toBe(kind);
});

test('metrics of any process are none of the mesh', () => {
  expect(classify('# TYPE go_goroutines gauge\ngo_goroutines 3\n', 'x')).toBeUndefined();
});

const tables: readonly [header: string, kind: string][] = [
  ['PROXY     CDS        LDS        EDS               RDS          PILOT     VERSION', 'proxy-status'],
  ['NAME     CDS     LDS     EDS     RDS     PILOT     VERSION', 'proxy-status'],
  ['NAME     CDS     LDS     EDS     RDS     ISTIOD     VERSION', 'proxy-status'],
  ['NAME     CLUSTER     CDS     LDS     EDS     RDS     ECDS     ISTIOD     VERSION', 'proxy-status'],
  ['NAME     CLUSTER     ISTIOD     VERSION     SUBSCRIBED TYPES', 'proxy-status'],
  ['HOST:PORT     STATUS     SERVER     CLIENT     AUTHN POLICY     DESTINATION RULE', 'tls-check'],
  ['SERVICE FQDN     PORT     SUBSET     DIRECTION     TYPE     DESTINATION RULE', 'proxy-config'],
  ['ADDRESS     PORT     MATCH     DESTINATION', 'proxy-config'],
  ['ENDPOINT     STATUS     OUTLIER CHECK     CLUSTER', 'proxy-config'],
  ['NAMESPACE     POD NAME     ADDRESS     NODE     WAYPOINT     PROTOCOL', 'ztunnel-config'],
  ['NAME     READY     STATUS     RESTARTS     AGE', 'kubectl-table'],
  ['NAMESPACE     NAME     TYPE     CLUSTER-IP     EXTERNAL-IP     PORT(S)     AGE     SELECTOR', 'kubectl-table'],
  ['NAME     STATUS     ROLES     AGE     VERSION', 'kubectl-table'],
  ['NAMESPACE     LAST SEEN     TYPE     REASON     OBJECT     MESSAGE', 'kubectl-table'],
  ['NAME     ENDPOINTS     AGE', 'kubectl-table'],
  ['NAME     READY     UP-TO-DATE     AVAILABLE     AGE', 'none'],
];

test.each(tables)('table: %s', (header, kind) => {
  expect(classify(`${header}\n`, 'x')?.kind ?? 'none').toBe(kind);
});

const texts: readonly [head: string, kind: string][] = [
  ['xds-grpc::default_priority::max_connections::1024\n', 'envoy-clusters'],
  ['virtualInbound::0.0.0.0:15006\n', 'envoy-listeners'],
  ['envoy 0d1e0f3a/1.8.0-dev/Clean/RELEASE live 93211 93211 0\n', 'envoy-server-info'],
  ['cluster.xds-grpc.upstream_cx_active: 1\n', 'envoy-stats'],
  ['# TYPE envoy_server_live gauge\nenvoy_server_live{} 1\n', 'envoy-stats'],
  ['# TYPE istio_agent_num_outgoing_requests counter\n', 'envoy-stats'],
  ['# HELP endpoint_no_pod x\n# TYPE endpoint_no_pod gauge\nendpoint_no_pod 0\n', 'component-metrics'],
  [
    '# TYPE istio_build gauge\nistio_build{component="ztunnel"} 1\n# TYPE istio_xds_message counter\n',
    'component-metrics',
  ],
  ['# TYPE istio_cni_install_ready gauge\nistio_cni_install_ready 1\n', 'component-metrics'],
  ['client version: 1.24.0\ncontrol plane version: 1.24.0\n', 'istio-versions'],
  ['Client Version: v1.31.2\nServer Version: v1.31.2\n', 'kubectl-version'],
  ['# Generated by iptables-save v1.8.9 on Mon\n*nat\n', 'netfilter'],
  ['Chain PREROUTING (policy ACCEPT)\ntarget prot opt\n', 'netfilter'],
  ['-P PREROUTING ACCEPT\n-N ISTIO_INBOUND\n', 'netfilter'],
  ['table inet istio-proxy-nat {\n\tchain prerouting {\n', 'netfilter'],
  ['default via 10.244.1.1 dev eth0 \n', 'ip-route'],
  ['0:\tfrom all lookup local\n', 'ip-route'],
  ['Netid State  Recv-Q Send-Q Local Address:Port\n', 'sockets'],
  ['  sl  local_address rem_address   st tx_queue\n', 'sockets'],
  ['# made by the kubelet\nsearch shop.svc.cluster.local\nnameserver 10.96.0.10\n', 'resolv-conf'],
  ['Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n', 'dns-probe'],
  ['; <<>> DiG 9.18 <<>> cart\n', 'dns-probe'],
  ['10.96.0.1       kubernetes.default.svc.cluster.local\n', 'dns-probe'],
  ['*   Trying 10.244.1.7:8000...\n* Connected to', 'curl-probe'],
  ['Error [IST0101] (VirtualService cart.shop) Referenced gateway not found: "x"\n', 'istioctl-analyze'],
  ['\u2714 No validation issues found when analyzing namespace: shop.\n', 'istioctl-analyze'],
  ['- code: IST0103\n  level: Warning\n  message: x\n', 'istioctl-analyze'],
  ['cart.shop.svc.cluster.local:http 0 10.1.2.3:8080 map[app:cart] spiffe://td/ns/shop/sa/cart\n', 'endpointz'],
  ['Name:         cart-6f5b\nNamespace:    shop\nStatus:       Running\n', 'kubectl-table'],
  ['Name:               worker-1\nRoles:              <none>\nLabels:             a=b\n', 'kubectl-table'],
  ['curl: (7) Failed to connect to cart port 80\n', 'curl-probe'],
  ['PING 10.96.142.7 (10.96.142.7) 56(84) bytes of data.\n', 'ping-probe'],
];

test.each(texts)('text: %s', (head, kind) => {
  expect(classify(head, 'x')?.kind).toBe(kind);
});

const logs: readonly [component: string, head: string, path?: string][] = [
  ['control-plane', '2020-01-22T21:14:41.353123Z\twarn\tads\tADS:LDS: ACK ERROR 10.1.2.4:51230\n'],
  ['control-plane', '2018-08-22T21:14:41.353123Z\tinfo\tall fine\n', 'logs/istio-pilot-5c7d.log'],
  ['control-plane', '{"level":"info","time":"2023-05-10T17:43:55.356626Z","scope":"ads","msg":"Push debounce"}\n'],
  ['istio-proxy', '2025-01-30T12:10:13.682034Z\twarning\tenvoy config external/envoy/x.cc:1\tclosed\n'],
  ['istio-proxy', '[2018-08-22 21:14:41.353][13][warning][config] closed\n'],
  ['istio-proxy', '[2023-11-02T06:12:07.604Z] "GET /x HTTP/1.1" 503 UC - "-" 0 95 1 -\n'],
  ['istio-proxy', '{"authority":"cart","response_code":200,"response_flags":"-"}\n'],
  ['istio-proxy', '2024-01-01T00:00:00.1234567Z [2018-08-22 21:14:41.353][13][info][main] ready\n'],
  ['ztunnel', '2024-04-12T10:17:44.080629Z\tinfo\taccess\tconnection complete\tsrc.addr=1.2.3.4:5\n'],
  ['istio-cni', '2024-04-12T10:17:44.080629Z\tinfo\tcni\tcreated CNI config\n'],
  ['dns', '.:53\n[INFO] plugin/reload: Running configuration\nCoreDNS-1.11.1\n'],
  ['application', 'I1102 06:12:08.604739       1 server.go:242] started\n'],
  ['application', '2024-01-01T00:00:00.1Z stdout F hello\n2024-01-01T00:00:01.1Z stdout F world\n'],
];

test.each(logs)('log of %s: %s', (component, head, path = 'x.log') => {
  expect(classify(head, path)).toMatchObject({ kind: 'container-log', component });
});

test('a proxy log that begins with the role of its proxy names the pod (Istio 1.0 and later)', () => {
  const old =
    '2018-08-22T21:14:40.121911Z\tinfo\tProxy role: model.Proxy{Type:"sidecar", ID:"cart-1.shop", Domain:"x"}\n';
  const modern = '2024-08-22T21:14:40.121911Z\tinfo\tProxy role: ips=[10.1.2.4] type=sidecar id=cart-1.shop domain=x\n';
  expect(classify(old, 'x')).toMatchObject({ namespace: 'shop', pod: 'cart-1' });
  expect(classify(modern, 'x')).toMatchObject({ namespace: 'shop', pod: 'cart-1' });
});

const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n';
const objects: readonly [what: string, head: string][] = [
  ['a plain object', service],
  ['behind a licence', `# Copyright\n#\n# Licensed\n\n---\n# a comment\n${service}`],
  ['keys in quotes', '"apiVersion": "v1"\n"kind": "Service"\n"metadata":\n  "name": "cart"\n'],
  ['the second document', `# only a comment\n---\n${service}`],
  ['a list of kubectl', 'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {}\n'],
  ['behind a warning of kubectl', `Warning: v1beta1 is deprecated\n${service}`],
  ['kind behind long data', `apiVersion: v1\ndata:\n  a: ${'x'.repeat(8000)}\n`],
  ['a template inside a ConfigMap', 'apiVersion: v1\nkind: ConfigMap\ndata:\n  template: |\n    {{- if .Values.x }}\n'],
];

test.each(objects)('YAML objects: %s', (_, head) => {
  expect(classify(head, 'x')).toEqual({ kind: 'kubernetes-objects' });
});

const foreign: readonly [what: string, head: string][] = [
  ['nothing', ''],
  ['prose', 'The mesh is broken since Tuesday.\nnameservers are fine.\n'],
  ['binary', '\u0000\u0001\u0002nameserver 10.0.0.1\n'],
  [
    'a readme that shows output',
    '# Guide\n\nRun this:\n\n```\n$ kubectl get pods\n```\nand\n\nNAME  READY  STATUS  RESTARTS  AGE\n',
  ],
  ['a readme that shows YAML', `# Guide\n\nApply this, please.\n\n${service}`],
  ['source code', 'import { test } from "vitest";\nconst page = `\nnameserver 10.0.0.1\n`;\n'],
  ['package.json', '{"name":"cart","version":"1.0.0","scripts":{}}'],
  ['a chart', 'apiVersion: v2\nname: cart\nversion: 1.0.0\n'],
  ['a template of Helm', 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n'],
  ['a template of Helm with a condition', `{{- if .Values.enabled }}\n${service}{{- end }}\n`],
  ['values of Helm', 'image:\n  repository: cart\nkind: Deployment\n'],
  ['kustomization.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata:\n  name: x\n'],
  ['kubeconfig', 'apiVersion: v1\nkind: Config\nclusters: []\n'],
  ['a file of docker compose', 'version: "3"\nservices:\n  cart:\n    image: cart\n'],
  ['any JSON array', '[{"name":"a"},{"name":"b"}]'],
  ['names and ids', '[{"id":"a","network":"b","hostname":"c"}]'],
  ['a description of something else', 'Name: cart\nNamespace: shop\n'],
  ['a stack of names', '["a","b"]'],
  ['broken JSON', '{"configs": oops}'],
];

test.each(foreign)('not recognised: %s', (_, head) => {
  expect(classify(head, 'config_dump.json')).toBeUndefined();
});

const notRead: readonly [head: string, kind: string][] = [
  ['{\n "allocated": "38012416",\n "heap_size": "58720256"\n}', 'envoy-memory'],
  ['{"entries":{"a.b":{"layer_values":["1",""],"final_value":"1"}},"layers":["admin"]}', 'envoy-runtime'],
  ['{\n  "node": {"id": "sidecar~1.2.3.4~foo~bar", "cluster": "istio-proxy"},\n  "stats_config": {', 'envoy-bootstrap'],
  ["Clusters Match\nListeners Don't Match\n--- Istiod Listeners\n+++ Envoy Listeners\n", 'proxy-diff'],
  ['--- Pilot Routes\n+++ Envoy Routes\n@@ -1,3 +1,3 @@\n', 'proxy-diff'],
];

test.each(notRead)('recognised, and not read: %s', (head, kind) => {
  expect(classify(head, 'x')?.kind).toBe(kind);
  expect(notReadKinds.has(kind)).toBe(true);
});

test('every kind has a parser', () => {
  const known = new Set<string>(parsers.map(({ kind }) => kind));
  const kinds = [...json.map(([, , kind]) => kind), ...[...tables, ...texts].map(([, kind]) => kind)];
  expect(kinds.filter((kind) => kind !== 'none' && !known.has(kind))).toEqual([]);
});
