import type { Analysis, CheckResult, ReportedFinding } from '../../src/analysis/result.js';

/** A finding about a Deployment with one row of evidence, unless the test says otherwise. */
export function finding(facts: Partial<ReportedFinding> = {}): ReportedFinding {
  const evidence = facts.evidence ?? [
    { path: 'cluster/networking.istio.io/virtualservices.yaml', line: 88, excerpt: 'subset: v4' },
  ];
  return {
    fingerprint: 'f000000000000000',
    check: 'routing/missing-subset',
    messageId: 'missing',
    severity: 'error',
    basis: 'declared',
    role: 'standalone',
    title: 'VirtualService shop/reviews sends requests to subset "v4", which no DestinationRule defines',
    subject: { kind: 'VirtualService', namespace: 'shop', name: 'reviews' },
    args: { host: 'reviews.shop.svc.cluster.local', subset: 'v4' },
    remediation: [{ text: 'Define the subset in a DestinationRule of the host, or route to one that exists.' }],
    evidence,
    evidenceTotal: evidence.length,
    aliases: [],
    ...facts,
  };
}

/** A check that ran and found what is given, unless the test says otherwise. */
export function checkResult(id: string, facts: Partial<CheckResult> = {}): CheckResult {
  const findings = facts.findings ?? [];
  return {
    id,
    title: 'Every subset that is routed to exists',
    category: id.slice(0, id.indexOf('/')),
    why: 'Envoy has no cluster for a subset that is not defined, and answers 503 with the flag NC.',
    outcome: findings.length > 0 ? 'fail' : 'pass',
    findings,
    ...facts,
  };
}

/** What an analysis of a healthy mesh gives, unless the test says otherwise. */
export function analysis(facts: Partial<Analysis> = {}): Analysis {
  return {
    complete: true,
    bundles: [
      {
        name: 'acme-1234.tgz',
        sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        layout: 'bug-report',
        producer: 'istioctl bug-report 1.27.3',
        capturedFrom: '2026-03-04T09:12:04Z',
        capturedTo: '2026-03-04T09:31:40Z',
        entries: 1902,
        bytes: 214_300_000,
        complete: true,
        notes: [],
      },
    ],
    mesh: {
      istioVersions: ['1.27.3'],
      kubernetesVersion: '1.31.4',
      revisions: ['default'],
      trustDomain: 'cluster.local',
      dataPlane: ['sidecar'],
    },
    inventory: { pods: 148, services: 41, proxies: 131, gateways: 3 },
    checks: [checkResult('routing/missing-subset')],
    causes: [],
    suppressed: [],
    coverage: {
      read: [{ what: 'pods', title: 'pods', seen: 148, expected: 148, empty: false }],
      unusable: [],
      absent: [],
      notRead: { recognised: 0, unknown: 0, examples: [] },
    },
    ...facts,
  };
}

const rootMismatch = finding({
  fingerprint: 'a1b2c3d4e5f60001',
  check: 'certificates/root-mismatch',
  messageId: 'mismatch',
  basis: 'observed',
  role: 'cause',
  title: 'Six workloads in "shop" trust a root certificate that the rest of the mesh no longer uses',
  subject: { kind: 'Mesh', name: 'cluster.local' },
  detail:
    'The root with serial 3f:9a:1c:77 was replaced on 2026-03-03. Proxies that started before that keep the old bundle until they restart, because it was mounted from a ConfigMap with subPath.',
  args: { workloads: 6, proxies: 12 },
  remediation: [
    {
      text: 'Restart the workloads that still hold the old root, then capture again and compare.',
      command: 'kubectl rollout restart deployment -n shop cart checkout payment',
      doc: 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/',
    },
    { text: 'Roll out a combined root first the next time, so that both are trusted while proxies restart.' },
  ],
  evidence: [1, 2, 3, 4, 5].map((index) => ({
    path: `proxies/shop/checkout-6d9f8c7b5-x${index}k4p/config_dump?include_eds`,
    line: 12880 + index,
    pointer: '/configs/5/dynamic_active_secrets/1/secret/validation_context/trusted_ca',
    excerpt: '"name": "ROOTCA",\n"serial_number": "3f9a1c7702be5d41",\n"not_after": "2026-03-03T22:14:07Z"',
  })),
  evidenceTotal: 12,
  aliases: ['IST0164'],
  firstSeen: '2026-03-03T22:14:07Z',
  lastSeen: '2026-03-04T09:30:58Z',
});

const subsetMissing = finding({
  fingerprint: 'a1b2c3d4e5f60002',
  role: 'cause',
  remediation: [
    {
      text: 'Define the subset in the DestinationRule of the host, or route to one that exists.',
      command: 'kubectl get destinationrule -n shop reviews -o yaml',
      doc: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
    },
  ],
  evidence: [
    {
      path: 'cluster/crs',
      line: 88412,
      field: 'spec.http[1].route[0].destination.subset',
      excerpt:
        '  http:\n  - match:\n    - headers:\n        end-user:\n          exact: jason\n    route:\n    - destination:\n        host: reviews\n        subset: v4',
    },
  ],
  aliases: ['IST0101', 'KIA1107'],
});

const upstreamFailures = finding({
  fingerprint: 'a1b2c3d4e5f60003',
  check: 'traffic/response-flags',
  messageId: 'upstreamFailure',
  basis: 'observed',
  role: 'symptom',
  title: 'Requests from shop/cart to shop/checkout fail with 503 UF: 1,204 in 19 minutes',
  subject: { kind: 'Workload', namespace: 'shop', name: 'cart' },
  args: { flag: 'UF', count: 1204 },
  evidence: [
    {
      path: 'proxies/shop/cart-7c4d8d9f6b-p2x9q/istio-proxy.log',
      line: 4411,
      excerpt:
        '[2026-03-04T09:14:22.311Z] "POST /api/checkout HTTP/1.1" 503 UF upstream_reset_before_response_started{connection_failure|TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end} - "TLS_error" 812 190 3 - "-" "cart/2.4"',
    },
  ],
  evidenceTotal: 1204,
  remediation: [
    {
      text: 'Look for the reason behind the flag in the proxy of the caller.',
      command: 'kubectl logs -n shop deploy/cart -c istio-proxy | grep UF',
      doc: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage',
    },
  ],
});

const handshakes = finding({
  fingerprint: 'a1b2c3d4e5f60004',
  check: 'logs/signatures',
  messageId: 'tlsHandshake',
  basis: 'observed',
  role: 'symptom',
  title: 'TLS handshakes of shop/payment fail: certificate verify failed (self-signed certificate in chain)',
  subject: { kind: 'Workload', namespace: 'shop', name: 'payment' },
  args: { count: 22 },
  remediation: [{ text: 'Compare the root certificates that the two sides trust.' }],
  evidence: [
    {
      path: 'proxies/shop/payment-5b9d7-q8s2m/istio-proxy.log',
      line: 902,
      excerpt: 'TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED',
    },
  ],
  evidenceTotal: 22,
});

const noCluster = finding({
  fingerprint: 'a1b2c3d4e5f60005',
  check: 'traffic/response-flags',
  messageId: 'noCluster',
  severity: 'warning',
  basis: 'observed',
  role: 'symptom',
  title: 'Requests to reviews.shop.svc.cluster.local:9080 are answered 503 NC by istio-ingressgateway',
  subject: { kind: 'Workload', namespace: 'istio-system', name: 'istio-ingressgateway' },
  args: { flag: 'NC', count: 88 },
  remediation: [{ text: 'Find the route that names a cluster which Envoy does not have.' }],
});

const stale = finding({
  fingerprint: 'a1b2c3d4e5f60006',
  check: 'proxy-sync/stale',
  messageId: 'stale',
  basis: 'observed',
  title: 'Proxies of data/redis have not acknowledged listeners and routes for 47 minutes',
  subject: { kind: 'Workload', namespace: 'data', name: 'redis' },
  args: { minutes: 47 },
  evidence: [
    {
      path: 'istio/istio-system/istiod-6b7f5c9d4-2lqxw/debug/syncz',
      pointer: '/17/route_sent',
      field: 'RDS',
      excerpt: 'RDS: STALE (sent 5f1c, acknowledged 5eb0)',
      reconstructed: true,
    },
  ],
  remediation: [
    {
      text: 'Look for a rejected push in the log of istiod, then restart the proxies if there is none.',
      command: 'istioctl proxy-status',
      doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
    },
  ],
});

const portName = finding({
  fingerprint: 'a1b2c3d4e5f60007',
  check: 'services/port-name',
  messageId: 'unnamed',
  severity: 'warning',
  title: 'Port 9090 of Service data/metrics has no protocol in its name, so Istio treats it as TCP',
  subject: { kind: 'Service', namespace: 'data', name: 'metrics' },
  args: { port: 9090 },
  aliases: ['IST0118'],
  baseline: 'new',
  remediation: [
    {
      text: 'Set appProtocol on the port, or begin its name with the protocol.',
      command: 'kubectl get service -n data metrics -o yaml',
      doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
    },
  ],
  evidence: [
    { path: 'cluster/services.yaml', line: 1204, field: 'spec.ports[0]', excerpt: '- port: 9090\n  targetPort: 9090' },
  ],
});

const sidecarMissing = finding({
  fingerprint: 'a1b2c3d4e5f60008',
  check: 'injection/missing-sidecar',
  messageId: 'missing',
  severity: 'info',
  title: 'Deployment tools/backup runs without a sidecar in a namespace that has injection enabled',
  subject: { kind: 'Deployment', namespace: 'tools', name: 'backup' },
  args: {},
  baseline: 'unchanged',
  remediation: [
    {
      text: 'Restart the workload so that it is injected, or say that it is to stay outside.',
      command: 'kubectl rollout restart deployment -n tools backup',
    },
  ],
  evidence: [{ path: 'cluster/pods.yaml', line: 33871, excerpt: 'backup-28391-x7d2p   1/1   Running   0   4d' }],
});

/** A restart, and requests that failed behind it. */
const sampleTimeline: NonNullable<Analysis['timeline']> = {
  from: '2026-03-04T08:31:40.000Z',
  to: '2026-03-04T09:31:40.000Z',
  entries: [
    {
      kind: 'restart',
      at: '2026-03-04T09:01:00.000Z',
      title: 'Container istio-proxy of shop/checkout ended (OOMKilled, exit 137)',
      severity: 'warning',
      count: 1,
      clock: 'node',
      resolution: 1,
      evidence: { path: 'cluster/pods.json' },
    },
    {
      kind: 'failures',
      at: '2026-03-04T09:02:00.000Z',
      until: '2026-03-04T09:30:58.000Z',
      title: 'Requests to shop/checkout:8080 fail',
      severity: 'error',
      count: 25,
      clock: 'node',
      resolution: 0.001,
    },
  ],
  omitted: 0,
  clocks: [],
};

/** A bundle with two causes, findings of every severity and role, and checks of every outcome. */
export function sampleAnalysis(facts: Partial<Analysis> = {}): Analysis {
  return analysis({
    timeline: sampleTimeline,
    checks: [
      checkResult('certificates/root-mismatch', {
        title: 'All proxies trust the same root certificate',
        why: 'Workloads that trust different roots cannot open mutual TLS to one another.',
        coverage: { seen: 131, expected: 148 },
        findings: [rootMismatch],
      }),
      checkResult('routing/missing-subset', { findings: [subsetMissing] }),
      checkResult('traffic/response-flags', {
        title: 'Access logs show no failing requests',
        why: 'Envoy names the reason of a failed request in the response flags.',
        findings: [upstreamFailures, noCluster],
      }),
      checkResult('logs/signatures', {
        title: 'Logs show no known problem',
        why: 'Known messages point at their cause.',
        findings: [handshakes],
      }),
      checkResult('proxy-sync/stale', {
        title: 'Proxies acknowledge what istiod sends',
        why: 'A proxy that does not acknowledge keeps running an old configuration.',
        findings: [stale],
      }),
      checkResult('services/port-name', {
        title: 'Ports name their protocol',
        why: 'Without a protocol, HTTP features such as retries and routes do not apply to the port.',
        findings: [portName],
      }),
      checkResult('injection/missing-sidecar', {
        title: 'Pods of injected namespaces have a sidecar',
        why: 'Pods without a sidecar are outside the mesh: no mutual TLS, no policy, no telemetry.',
        findings: [sidecarMissing],
      }),
      checkResult('dns/search-path', { title: 'Pods search the cluster DNS domain' }),
      checkResult('control-plane/restarts', { title: 'The control plane does not restart' }),
      checkResult('pod-network/redirection', {
        title: 'Traffic of pods is redirected to the proxy',
        outcome: 'inconclusive',
        because: 'the bundle has no iptables rules of pods',
      }),
      checkResult('endpoints/no-endpoints', {
        title: 'Services that are routed to have endpoints',
        outcome: 'inconclusive',
        because: 'the bundle has no endpoints of services',
      }),
      checkResult('ambient/ztunnel-state', {
        title: 'ztunnel knows every workload',
        outcome: 'notApplicable',
        because: 'the mesh has no ambient data plane',
      }),
      checkResult('gateways/port-conflict', {
        title: 'Gateways do not share a port with different protocols',
        outcome: 'error',
        because: "Cannot read properties of undefined (reading 'port')",
      }),
    ],
    causes: [
      {
        finding: rootMismatch.fingerprint,
        symptoms: [upstreamFailures.fingerprint, handshakes.fingerprint],
        why: 'Handshakes fail between exactly the workloads that hold different roots, from the minute the old root expired.',
      },
      {
        finding: subsetMissing.fingerprint,
        symptoms: [noCluster.fingerprint],
        why: 'The cluster that Envoy does not find is the one of the missing subset.',
      },
    ],
    suppressed: [{ fingerprint: 'a1b2c3d4e5f60009', by: 'gateways/insecure-port', until: '2026-06-30' }],
    coverage: {
      read: [
        { what: 'pods', title: 'pods', seen: 148, expected: 148, empty: false },
        { what: 'proxyConfigs', title: 'Envoy configuration dumps', seen: 131, expected: 148, empty: false },
        { what: 'proxySync', title: 'synchronisation of proxies with the control plane', seen: 131, empty: false },
        { what: 'networkPolicies', title: 'network policies', seen: 0, empty: true },
      ],
      unusable: [
        {
          path: 'proxies/data/redis-0/clusters',
          reason: 'error text instead of data: upstream connect error or disconnect/reset before headers',
        },
      ],
      absent: [
        {
          what: 'podNetfilter',
          title: 'iptables rules of pods',
          because: 'the bundle has no iptables rules of pods',
          blocks: ['pod-network/redirection'],
          capture: 'kubectl exec -n NAMESPACE POD -c istio-proxy -- iptables-save',
        },
        {
          what: 'endpoints',
          title: 'endpoints of services',
          because: 'the bundle has no endpoints of services',
          blocks: ['endpoints/no-endpoints'],
          capture: 'kubectl get endpointslices --all-namespaces -o json',
        },
        {
          what: 'nodeRoutes',
          title: 'routing tables of nodes',
          because: 'the bundle has no routing tables of nodes',
          blocks: [],
          capture: 'ip route show table all   (on the node)',
        },
      ],
      notRead: { recognised: 12, unknown: 2, examples: ['cluster/notes.txt', 'proxies/shop/core.4711'] },
    },
    ...facts,
  });
}

/** The sample, cut off in the middle of the archive. */
export function incompleteAnalysis(): Analysis {
  const sample = sampleAnalysis({ complete: false });
  return {
    ...sample,
    bundles: sample.bundles.map((bundle) => ({
      ...bundle,
      complete: false,
      notes: [
        { code: 'archive-truncated', detail: 'the compressed stream ends early' },
        { code: 'entry-truncated', path: 'proxies/shop/reviews-v1-7c4d/config_dump', detail: '81920 bytes missing' },
      ],
    })),
  };
}
