import { expect, test } from 'vitest';
import { explainAbsence } from '../../../src/model/build/absence.js';
import type { Capture, CaptureFailure, FacetName } from '../../../src/model/facets.js';

const source = { path: 'meta/manifest.ndjson', line: 1 };

function failure(path: string, reason: string): CaptureFailure {
  return { step: 'step', path, reason, skipped: true, source };
}

function reasonOf(name: FacetName, failures: readonly CaptureFailure[], facts: Partial<Capture> = {}) {
  const capture = { interrupted: false, failures, source, ...facts };
  const facet = explainAbsence(
    name,
    { state: 'absent', because: 'nothing there' },
    { state: 'present', value: capture, coverage: { seen: 1 } },
  );
  return facet.state === 'absent' ? facet.because : undefined;
}

test('the step that was refused, for the whole cluster or for a namespace', () => {
  const forbidden = 'forbidden: Error from server (Forbidden): nodes is forbidden';
  expect(reasonOf('nodeSpecs', [failure('cluster/nodes.json', forbidden)])).toBe(
    `nothing there (cluster/nodes.json: ${forbidden})`,
  );
  expect(
    reasonOf('podSpecs', [
      failure('cluster/pods.shop.json', 'timeout'),
      failure('cluster/pods.web.json', 'timeout'),
      failure('cluster/podsecurity.json', 'timeout'),
    ]),
  ).toBe('nothing there (cluster/pods.shop.json: timeout, and 1 more like it)');
});

test('the list of one kind says nothing about another one', () => {
  const failures = [failure('cluster/networking.istio.io/gateways.json', 'timeout')];
  expect(reasonOf('istioGateways', failures)).toContain('timeout');
  expect(reasonOf('kubernetesGateways', failures)).toBe('nothing there');
  expect(reasonOf('podSpecs', failures)).toBe('nothing there');
});

test('a replica that was not heard explains who may be connected, a table of istioctl that failed does not', () => {
  expect(reasonOf('connectedProxies', [failure('istiod/istio-system/istiod-0/syncz.json', 'timeout')])).toBe(
    'nothing there (istiod/istio-system/istiod-0/syncz.json: timeout)',
  );
  const unsupported = [failure('istioctl/proxy-status.json', 'unsupported: Error: unknown flag: --output')];
  expect(reasonOf('connectedProxies', unsupported)).toBe('nothing there');
  expect(reasonOf('proxySync', unsupported)).toContain('unknown flag');
});

test('without the list of definitions nobody knows which custom resources exist', () => {
  const failures = [failure('cluster/customresourcedefinitions.txt', 'forbidden')];
  expect(reasonOf('sidecars', failures)).toBe('nothing there (cluster/customresourcedefinitions.txt: forbidden)');
  expect(reasonOf('services', failures)).toBe('nothing there');
});

test('a line for the folder of a proxy stands for what commands in it would have shown, not for its log', () => {
  const refused = [failure('proxies/shop/cart/', 'forbidden: auth can-i create pods/exec: no')];
  expect(reasonOf('proxyConfigs', refused)).toContain(
    '(proxies/shop/cart/: forbidden: auth can-i create pods/exec: no)',
  );
  expect(reasonOf('proxyLogs', refused)).toBe('nothing there');
  expect(reasonOf('proxyLogs', [failure('proxies/shop/cart/', 'limit: --max-proxies 0 reached')])).toContain('limit');
  expect(reasonOf('curlProbes', refused)).toBe('nothing there');
});

test('the step itself comes before the folder', () => {
  const failures = [
    failure('proxies/shop/a/', 'not-running: container istio-proxy is not running'),
    failure('proxies/shop/b/stats.txt', 'timeout'),
  ];
  expect(reasonOf('proxyStats', failures)).toBe('nothing there (proxies/shop/b/stats.txt: timeout)');
});

test('of a long message of a container runtime, the end', () => {
  const reason = `missing-tool: error: Internal error occurred: ${'failed to exec in container: '.repeat(9)}exec: "ping": executable file not found in $PATH`;
  expect(reasonOf('pingProbes', [failure('probes/shop/cart/ping.1.txt', reason)])).toBe(
    'nothing there (probes/shop/cart/ping.1.txt: missing-tool: exec: "ping": executable file not found in $PATH)',
  );
});

test('an interrupted capture explains what no line names', () => {
  expect(reasonOf('services', [], { interrupted: true })).toBe('nothing there (the capture was interrupted)');
});

test('only the owner of a node can supply its routes', () => {
  expect(reasonOf('nodeRoutes', [])).toBe('nothing there (scripts/capture-node.sh records them on a node)');
});

test('what is there needs no explanation, and without a record there is none', () => {
  const failures = [failure('cluster/services.json', 'timeout')];
  const present = { state: 'present' as const, value: [], coverage: { seen: 0 } };
  const value = { interrupted: false, failures, source };
  expect(explainAbsence('services', present, { state: 'present', value, coverage: { seen: 1 } })).toBe(present);
  const absent = { state: 'absent' as const, because: 'nothing there' };
  expect(explainAbsence('services', absent, { state: 'absent', because: 'no record' })).toEqual(absent);
});
