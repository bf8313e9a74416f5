import { expect, test } from 'vitest';
import { configurationInvalidAnnotation as check } from '../../../src/checks/configuration/invalid-annotation.js';
import { findingsInBundle } from '../../helpers/as-bundle.js';
import { findingsIn } from '../../helpers/manifests.js';

function pod(annotation: string, value: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop', annotations: { [annotation]: value } },
    spec: { containers: [{ name: 'app', image: 'app' }] },
  });
}

test.each([
  ['sidecar.istio.io/interceptionMode', 'redirect'],
  ['status.sidecar.istio.io/port', '70000'],
  ['readiness.status.sidecar.istio.io/periodSeconds', '5s'],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges', '10.0.0.1'],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges', '*'],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', '10.0.0.0/8,'],
  ['traffic.sidecar.istio.io/excludeInboundPorts', '80;443'],
  ['traffic.sidecar.istio.io/excludeInterfaces', 'an-interface-of-16'],
  ['prometheus.istio.io/merge-metrics', 'yes'],
  ['sidecar.istio.io/proxyCPU', '100 m'],
  ['sidecar.istio.io/proxyMemory', '128MB'],
  ['proxy.istio.io/config', 'concurrency=2'],
  ['proxy.istio.io/config', 'concurrency: two'],
  ['proxy.istio.io/config', 'tracing:\n\tsampling: 10'],
])('%s: %j is refused', (annotation, value) => {
  expect(findingsIn(check, pod(annotation, value))).toMatchObject([
    { severity: 'warning', aliases: ['IST0125'], args: { annotation }, subject: { kind: 'Pod', name: 'web' } },
  ]);
});

test.each([
  ['sidecar.istio.io/interceptionMode', 'TPROXY'],
  ['status.sidecar.istio.io/port', '15021'],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', '*'],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', ''],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges', '10.0.0.0/8,fd00::/8'],
  ['traffic.sidecar.istio.io/excludeInboundPorts', '80, 443'],
  ['traffic.sidecar.istio.io/includeInboundPorts', '*'],
  ['traffic.sidecar.istio.io/excludeInterfaces', 'eth1, net1'],
  ['prometheus.istio.io/merge-metrics', 'False'],
  ['sidecar.istio.io/proxyCPU', '1.5'],
  ['sidecar.istio.io/proxyMemory', '128Mi'],
  ['proxy.istio.io/config', '{}'],
  ['proxy.istio.io/config', 'concurrency: 2 # per node\nproxyMetadata:\n  A: "b"'],
  // Nobody validates it.
  ['sidecar.istio.io/logLevel', 'loud'],
])('%s: %j is accepted', (annotation, value) => {
  expect(findingsIn(check, pod(annotation, value))).toEqual([]);
});

const deployment = `
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web, namespace: shop}
  spec:
    template:
      metadata:
        annotations:
          sidecar.istio.io/proxyCPU: much
`;

test('a template without pods may have none for this very reason', () => {
  expect(findingsInBundle(check, deployment)).toMatchObject([
    { subject: { kind: 'Deployment', namespace: 'shop', name: 'web' }, evidence: [{ line: 8 }] },
  ]);
});

test('on an object where nobody reads it the value does not matter', () => {
  const metadata = { name: 'shop', annotations: { 'sidecar.istio.io/proxyCPU': 'much' } };
  const yaml = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata });
  expect(findingsIn(check, yaml)).toEqual([]);
});
