import glob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../src/analysis/result.js';
import { analyze } from '../../src/analyze.js';
import { openBundle } from '../../src/bundle/open.js';
import { type Rule, shippedRules } from './api-server/access.js';
import { type Captured, fixture, kubectlMinor, withCapture } from './api-server/run-capture.js';

const minor = kubectlMinor();
const withoutKubectl = minor === undefined ? ' (skipped: no kubectl in PATH)' : '';
const onlySpdy = minor !== undefined && minor < 31;
const withoutWebSocket = onlySpdy ? ` (skipped: kubectl 1.${minor} knows only SPDY)` : '';
/** Every step on every mesh, instead of what was recorded. */
const thorough = process.env.CAPTURE_THOROUGH !== undefined;

/** Recorded logs reach back further than an hour, and those of applications are among them. */
const allLogs = ['--since', '100h', '--include-application-logs'];
const asRecorded = thorough ? allLogs : [...allLogs, '--only-missing', 'recorded'];

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const healthy = fixture('healthy');
const gateway = 'proxies/istio-system/istio-ingressgateway-7d5c9b8f6d-m4v8t';
const cart = 'proxies/shop/cart-6f5b8c7d9-h2k4p';

function pathsOf({ archive }: Captured): string[] {
  return archive.files.map(({ path }) => path);
}

function step({ archive }: Captured, path: string) {
  return archive.manifest.find((line) => line.path === path);
}

/** Paths of the requests that were answered with a status, without their query. */
function answeredWith(status: number, { requests }: Captured): (string | undefined)[] {
  return requests.filter((request) => request.status === status).map(({ path }) => path.split('?')[0]);
}

/** Refused is only what stands in `refused`. */
function expectHarmless(captured: Captured, refused: readonly string[] = []): void {
  const mayPost = /\/selfsubject(access|rules)reviews\?|\/pods\/[^/]+\/(exec|portforward)(\?|$)/;
  const { requests } = captured;
  expect(requests.length).toBeGreaterThan(10);
  expect(requests.filter(({ method, path }) => method !== 'GET' && !(method === 'POST' && mayPost.test(path)))).toEqual(
    [],
  );
  expect(requests.filter(({ path }) => /secrets/.test(path))).toEqual([]);
  expect(answeredWith(500, captured)).toEqual([]);
  expect([...new Set(answeredWith(403, captured))].sort()).toEqual(refused);
}

async function analysisOf(bundle: string) {
  const analysis = await analyze(await openBundle(bundle));
  return { ...analysis, findings: analysis.checks.flatMap(({ findings }) => findings) };
}

/**
 * What a capture cannot show again: the script reads no node, its probes have other targets than the recorded ones,
 * and without the pod of a CNI agent in the recorded list its log cannot be asked for.
 */
function isOutOfReach({ evidence }: ReportedFinding): boolean {
  return evidence.every(({ path }) => /^(nodes|probes|cni)\//.test(path));
}

function namesOf(findings: readonly ReportedFinding[]): string[] {
  return findings.map(({ check, fingerprint }) => `${check} ${fingerprint}`).sort();
}

/** Recorded files that the archive lacks; a page that old proxies print as text has the extension of the newer form. */
function missingFrom(captured: Captured, mesh: string): string[] {
  const captures = new Set(pathsOf(captured));
  return glob
    .sync('**', { cwd: fixture(mesh), ignore: ['nodes/**', 'probes/**', 'cni/**'] })
    .filter((path) => !captures.has(path) && !captures.has(path.replace(/\.txt$/, '.json')));
}

async function expectSameFindings(mesh: string, flags: readonly string[]): Promise<void> {
  await withCapture({ mesh: fixture(mesh), flags }, async (captured) => {
    expect(captured.code).toBe(0);
    expect(captured.archive.manifest.filter(({ error }) => error !== undefined)).toEqual([]);
    expectHarmless(captured);
    expect(missingFrom(captured, mesh)).toEqual([]);
    const recorded = await analysisOf(fixture(mesh));
    const analysis = await analysisOf(captured.archive.path);
    expect(analysis.bundles[0]).toMatchObject({ layout: 'capture', complete: true });
    expect(analysis.coverage.unusable).toEqual([]);
    expect(namesOf(analysis.findings)).toEqual(namesOf(recorded.findings.filter((finding) => !isOutOfReach(finding))));
  });
}

describe.skipIf(minor === undefined)(`capture.sh with the real kubectl${withoutKubectl}`, () => {
  // kubectl discards what a server sends before it has made its streams: a capture may lack an entry then.
  describe('finds what the recording shows', { timeout: 180_000, retry: 2 }, () => {
    it('of a broken mesh', () => expectSameFindings('broken', asRecorded));
    it('of a broken mesh of Istio 1.0', () => expectSameFindings('istio-1.0-broken', asRecorded));
    it('of an ambient mesh', () => expectSameFindings('ambient', asRecorded));
    it.skipIf(!thorough).each(['healthy', 'istio-1.0-healthy'])('of %s (with CAPTURE_THOROUGH only)', (mesh) =>
      expectSameFindings(mesh, allLogs),
    );
  });

  describe('runs commands in a pod, and says which ones the image lacks', () => {
    const flags = ['--only', 'proxy/certs,sockets,ip-rule', '--max-proxies', '1'];
    const expectAnswers = (captured: Captured) => {
      expect(JSON.parse(captured.archive.read(`${gateway}/certs.json`))).toHaveProperty('certificates');
      expect(captured.archive.read(`${gateway}/sockets.txt`)).toContain('15021');
      expect(step(captured, `${gateway}/ip-rule.txt`)).toMatchObject({
        exit: 1,
        skipped: 'missing-tool',
        detail: expect.stringContaining('exec: "ip": executable file not found in $PATH'),
      });
      expectHarmless(captured);
    };

    it.skipIf(onlySpdy)(`over WebSocket${withoutWebSocket}`, async () => {
      await withCapture({ mesh: healthy, flags }, (captured) => {
        expectAnswers(captured);
        expect(new Set(execMethods(captured))).toEqual(new Set(['GET']));
      });
    });

    it('over SPDY', async () => {
      const environment = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: 'false' };
      await withCapture({ mesh: healthy, flags, environment }, (captured) => {
        expectAnswers(captured);
        expect(new Set(execMethods(captured))).toEqual(new Set(['POST']));
      });
    });
  });

  describe('takes what the account may see', () => {
    it('without the right to run commands', async () => {
      const flags = ['--only', 'pods,proxy,istiod', '--max-proxies', '1'];
      await withCapture({ mesh: healthy, flags, faults: { forbid: ['pods/exec'] } }, (captured) => {
        expect(captured.code).toBe(10);
        expect(pathsOf(captured)).toEqual(expect.arrayContaining(['cluster/pods.json', `${gateway}/istio-proxy.log`]));
        expect(step(captured, `${gateway}/`)).toMatchObject({ detail: 'gateway' });
        expect(captured.archive.manifest).toContainEqual({
          step: 'proxy',
          path: `${gateway}/`,
          skipped: 'forbidden',
          detail: 'auth can-i create pods/exec: no',
        });
        expectHarmless(captured);
      });
    });

    it('with the cluster role `view`', async () => {
      const flags = ['--only', 'pods,nodes', '--max-proxies', '0'];
      await withCapture({ mesh: healthy, flags, grants: [{ rules: view }] }, async (captured) => {
        expect(captured.code).toBe(10);
        expect(JSON.parse(captured.archive.read('cluster/pods.json')).items).toHaveLength(7);
        expect(step(captured, 'cluster/nodes.json')).toMatchObject({ error: 'forbidden' });
        expect(captured.archive.read('cluster/nodes.json.stderr')).toBe(
          'Error from server (Forbidden): nodes is forbidden: User "capture-account" cannot list resource "nodes" in API group "" at the cluster scope\n',
        );
        expectHarmless(captured, ['/api/v1/nodes', definitions]);
        expect((await analysisOf(captured.archive.path)).complete).toBe(true);
      });
    });

    it('with a role in one namespace', async () => {
      const flags = ['--namespace', 'shop', '--only', 'pods,proxy/certs'];
      await withCapture(
        { mesh: healthy, flags, grants: [{ namespace: 'shop', rules: shippedRules() }] },
        (captured) => {
          expect(captured.code).toBe(10);
          expect(JSON.parse(captured.archive.read('cluster/pods.shop.json')).items).toHaveLength(3);
          expect(pathsOf(captured)).toContain(`${cart}/certs.json`);
          expect(step(captured, 'cluster/pods.istio-system.json')).toMatchObject({ error: 'forbidden' });
          expectHarmless(captured, [
            '/api/v1/namespaces',
            '/api/v1/namespaces/istio-system/events',
            '/api/v1/namespaces/istio-system/pods',
            definitions,
          ]);
        },
      );
    });
  });

  it('waits when asked to, and goes on without an answer or without the pod', async () => {
    const flags = ['--only', 'services,endpointslices,certs', '--max-proxies', '1', '--request-timeout', '2s'];
    const faults = { busy: { services: 1 }, hang: ['endpointslices'], gone: [gateway.replace(/.*\//, '')] };
    await withCapture({ mesh: healthy, flags, faults }, (captured) => {
      expect(captured.code).toBe(10);
      expect(answeredWith(429, captured)).toEqual(['/api/v1/services']);
      expect(step(captured, 'cluster/services.json')).toMatchObject({ exit: 0, attempts: 1 });
      expect(step(captured, 'cluster/endpointslices.json')).toMatchObject({ error: 'timeout', bytes: 0 });
      expect(step(captured, `${gateway}/certs.json`)).toMatchObject({ skipped: 'gone' });
    });
  });
});

function execMethods({ requests }: Captured): string[] {
  return requests.filter(({ path }) => /\/exec\?/.test(path)).map(({ method }) => method);
}

/** The part of the built-in cluster role that concerns the capture. */
const view: readonly Rule[] = [
  { apiGroups: [''], resources: ['pods', 'pods/log', 'services', 'endpoints', 'configmaps', 'events', 'namespaces'] },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'] },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'] },
].map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] }));
