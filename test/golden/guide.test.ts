import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Analysis } from '../../src/analysis/result.js';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { scratch } from '../helpers/bundle.js';

const bundles = new URL('../../fixtures/bundles/', import.meta.url).pathname;

/** Packs a fixture as a customer would and analyses the archive. */
async function analysed(fixture: string): Promise<Analysis> {
  const file = join(scratch(), 'bundle.tgz');
  execFileSync('tar', ['-czf', file, '-C', bundles, fixture]);
  return analyze(await openBundle(file));
}

function failing(analysis: Analysis): string[] {
  return analysis.checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
}

function loud(analysis: Analysis): string[] {
  return analysis.checks.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity !== 'info').map(({ check, title }) => `${check}: ${title}`),
  );
}

test.each(['capture/healthy', 'capture/ambient', 'bug-report/healthy', 'capture/istio-1.0-healthy'])(
  'a healthy mesh raises no error and no warning: %s',
  async (fixture) => {
    const analysis = await analysed(fixture);
    expect(loud(analysis)).toEqual([]);
    expect(analysis.complete).toBe(true);
    expect(analysis.checks.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(analysis.coverage.unusable).toEqual([]);
  },
);

/** Istio's guide "Troubleshooting Networking Issues", line by line, and the checks that answer each line. */
const guide: Record<string, readonly string[]> = {
  'proxy status, STALE means trouble': ['proxy-sync/stale', 'proxy-sync/missing-proxy'],
  'proxy configuration': [
    'proxies/rejected-configuration',
    'proxies/warming',
    'endpoints/empty',
    'endpoints/unhealthy',
    'routing/missing-cluster',
    'routing/missing-listener',
  ],
  'the pod has a valid address': [
    'pods/pending',
    'pods/not-ready',
    'pods/crash-loop',
    'pods/failed',
    'pods/image-pull',
    'pods/duplicate-address',
    'pods/no-address',
    'pods/host-network',
  ],
  'the service is properly created': [
    'services/selector',
    'services/target-port',
    'services/external-name',
    'endpoints/not-ready',
    'routing/unknown-host',
    'routing/missing-subset',
  ],
  'inside or outside the cluster': [
    'services/load-balancer-pending',
    'gateways/selector',
    'gateways/port',
    'gateways/unbound-route',
  ],
  'ping the node': ['nodes/not-ready', 'nodes/network-unavailable', 'nodes/pressure', 'nodes/unreachable'],
  'routes and the return path': [
    'pod-network/default-route',
    'pod-network/cluster-route',
    'pod-network/blackhole-route',
    'pod-network/mtu',
  ],
  'iptables on nodes and pods': [
    'pod-network/iptables-drop',
    'nodes/iptables-drop',
    'pod-network/redirect-chains',
    'pod-network/capture-exclusions',
  ],
  'kube-dns runs properly': ['dns/server-unhealthy', 'dns/server-errors'],
  'nslookup and dig': ['dns/lookup-failed', 'dns/wrong-answer'],
  'resolv.conf': ['dns/nameserver', 'dns/search-path', 'dns/ndots', 'dns/policy'],
  'curl: refused or empty': ['traffic/probe-failed'],
  'mutual TLS': ['mtls/declared-modes', 'mtls/client-server-mode'],
  'keys and certificates': [
    'certificates/expired',
    'certificates/identity',
    'certificates/trust-domain',
    'certificates/root-mismatch',
  ],
  'the port is right and open': ['pod-network/port-not-listening', 'pod-network/loopback-only'],
  'the sidecar is up and running': [
    'proxies/restarts',
    'proxies/not-live',
    'injection/missing-sidecar',
    'versions/proxy-skew',
  ],
  'the sidecar is connected to Pilot': [
    'control-plane/disconnected',
    'control-plane/stream-errors',
    'control-plane/discovery-address',
    'control-plane/restarts',
  ],
  'application and service logs': ['logs/application', 'traffic/response-flags'],
  'iptables for the service': ['pod-network/init-failure', 'pod-network/cni-failure'],
  'sidecar log errors': ['logs/proxy'],
  'log errors of Pilot': ['logs/control-plane', 'control-plane/webhook-service', 'injection/failed'],
};

/** What of it a bundle of Istio 1.0 answers: Pilot, v2 dumps, PILOT columns, authn tls-check, netstat, route -n, kube-dns. */
const guideOfIstio10 = [
  'proxy-sync/stale',
  'endpoints/unhealthy',
  'routing/missing-cluster',
  'pods/crash-loop',
  'services/port-name',
  'endpoints/not-ready',
  'nodes/pressure',
  'pod-network/default-route',
  'pod-network/cluster-route',
  'pod-network/redirect-chains',
  'dns/server-unhealthy',
  'dns/server-errors',
  'dns/lookup-failed',
  'dns/nameserver',
  'traffic/probe-failed',
  'mtls/tls-check-conflict',
  'mtls/client-server-mode',
  'certificates/expired',
  'proxies/not-ready',
  'proxies/not-live',
  'proxies/restarts',
  'control-plane/not-ready',
  'control-plane/disconnected',
  'control-plane/stream-errors',
  'traffic/response-flags',
  'pod-network/init-failure',
  'logs/proxy',
  'logs/control-plane',
];

/** What only other tools' steps supply, and istioctl bug-report never has. */
const neverInBugReport = [
  'dns/search-path',
  'pod-network/default-route',
  'pod-network/redirect-chains',
  'dns/lookup-failed',
  'traffic/probe-failed',
];

test('a broken mesh of today answers every line of the guide', async () => {
  const failed = failing(await analysed('capture/broken'));
  for (const [line, checks] of Object.entries(guide)) expect(failed, line).toEqual(expect.arrayContaining([...checks]));
});

test('a broken mesh of Istio 1.0 answers the lines that its own tools can show', async () => {
  expect(failing(await analysed('capture/istio-1.0-broken'))).toEqual(expect.arrayContaining(guideOfIstio10));
});

test('a bug-report of the same mesh finds the same, up to what it lacks, and says what that is', async () => {
  const analysis = await analysed('bug-report/broken');
  const outcomes = new Map(analysis.checks.map(({ id, outcome }) => [id, outcome]));
  for (const check of neverInBugReport) expect(outcomes.get(check), check).toBe('inconclusive');
  const missed = failing(await analysed('capture/broken')).filter((id) => outcomes.get(id) === 'pass');
  // The redis proxy belongs to a StatefulSet, and bug-report asks for Deployments and DaemonSets only.
  expect(missed.sort()).toEqual([
    'certificates/identity',
    'certificates/root-mismatch',
    'control-plane/disconnected',
    'control-plane/discovery-address',
    'control-plane/stream-errors',
  ]);
  const blocked = analysis.coverage.absent.flatMap(({ blocks }) => blocks);
  expect(blocked).toEqual(expect.arrayContaining(neverInBugReport));
});

test('causes come before what they explain', async () => {
  const { causes, checks } = await analysed('capture/broken');
  const titles = new Map(
    checks.flatMap(({ findings }) => findings.map(({ fingerprint, check, role }) => [fingerprint, { check, role }])),
  );
  const explained = causes.map(({ finding, symptoms }) => [
    titles.get(finding)?.check,
    symptoms.map((symptom) => titles.get(symptom)?.check),
  ]);
  expect(explained).toContainEqual(['control-plane/webhook-service', expect.arrayContaining(['injection/failed'])]);
  expect(explained).toContainEqual(['routing/missing-subset', ['routing/missing-cluster']]);
  for (const { finding, symptoms } of causes) {
    expect(titles.get(finding)?.role).toBe('cause');
    for (const symptom of symptoms) expect(titles.get(symptom)?.role).toBe('symptom');
  }
});
