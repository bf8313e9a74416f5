import { expect, test } from 'vitest';
import type { CheckResult } from '../../src/analysis/result.js';
import { joinTimelines, type Timeline, timelineOf } from '../../src/analysis/timeline/index.js';
import type { Facets, PodSpec } from '../../src/model/facets.js';
import { checkResult, finding } from '../helpers/analysis.js';
import { testNow } from '../helpers/check.js';
import { meshCluster } from '../helpers/facets/clusters.js';
import { virtualService } from '../helpers/facets/configuration.js';
import { authority, heldCertificate, proxyConfig, workloadCertificates } from '../helpers/facets/envoy.js';
import { container, event, labels, podSpec } from '../helpers/facets/kubernetes.js';
import { containerLog } from '../helpers/facets/logs.js';

const captured = { from: '2026-03-04T09:12:00Z', to: '2026-03-04T09:31:00Z' };

function timeline(facets: Partial<Facets>, results: readonly CheckResult[] = []): Timeline {
  const found = timelineOf(meshCluster('any', facets).model, results, { now: testNow, captured });
  if (found === undefined) throw new Error('nothing says when anything happened');
  return found;
}

function titles({ entries }: Timeline): string[] {
  return entries
    .filter(({ kind }) => kind !== 'capture')
    .map(({ at, kind, title }) => `${at.slice(11, 16)} ${kind} ${title}`);
}

function podOf(facts: Partial<PodSpec>): PodSpec {
  const { created: _, ...pod } = podSpec(facts);
  return pod;
}

function ended(name: string, finished: string): PodSpec {
  const lastTermination = { state: 'terminated' as const, reason: 'OOMKilled', exitCode: 137, finished };
  return podOf({ name, containers: [container({ name: 'istio-proxy', lastTermination })] });
}

test('a bundle without times has no timeline', () => {
  expect(timelineOf(meshCluster('any', {}).model, [], { now: testNow, captured })).toBeUndefined();
});

test('what happened stands in the order of time, in UTC, between the capture and what went before it', () => {
  const { entries, ...rest } = timeline({
    events: [
      event({
        type: 'Warning',
        reason: 'Unhealthy',
        count: 7,
        first: '2026-03-04T10:02:00+01:00',
        last: '2026-03-04T10:20:00+01:00',
      }),
    ],
    podSpecs: [ended('cart-1', '2026-03-04T09:05:00Z')],
  });
  expect(entries).toMatchObject([
    { kind: 'event', at: '2026-03-04T09:02:00.000Z', until: '2026-03-04T09:20:00.000Z', count: 7, clock: 'kubernetes' },
    { kind: 'restart', at: '2026-03-04T09:05:00.000Z', count: 1, clock: 'node', resolution: 1 },
    { kind: 'capture', at: '2026-03-04T09:12:00.000Z', until: '2026-03-04T09:31:00.000Z', clock: 'capture' },
  ]);
  expect(rest).toEqual({ from: '2026-03-04T08:31:00.000Z', to: '2026-03-04T09:31:00.000Z', omitted: 0, clocks: [] });
});

test('the same end in many pods of a workload is one entry', () => {
  const pods = [ended('cart-1', '2026-03-04T09:05:00Z'), ended('cart-2', '2026-03-04T09:07:00Z')];
  expect(titles(timeline({ podSpecs: pods }))).toEqual([
    '09:05 restart Container istio-proxy of shop/cart ended (OOMKilled, exit 137) in 2 pods',
  ]);
});

test('an init container that ended well is no restart', () => {
  const done = { state: 'terminated' as const, reason: 'Completed', exitCode: 0, finished: '2026-03-04T09:05:00Z' };
  const pod = podOf({ containers: [container({ name: 'istio-init', kind: 'init', state: done })] });
  expect(timelineOf(meshCluster('any', { podSpecs: [pod] }).model, [], { now: testNow, captured })).toBeUndefined();
});

test('proxies that took configuration in the same minute are one push; refusals say what was refused', () => {
  const proxies = ['cart', 'reviews'].map((workload, index) =>
    proxyConfig({
      workload,
      updated: { routes: `2026-03-04T09:05:0${index}.250Z` },
      rejected: [
        { resource: 'listener', name: '0.0.0.0_80', reason: 'duplicate', at: '2026-03-04T09:06:00Z', pointer: '/a' },
      ],
    }),
  );
  expect(titles(timeline({ proxyConfigs: proxies }))).toEqual([
    '09:05 push 2 proxies last took routes',
    '09:06 rejected 2 proxies refused listener 0.0.0.0_80',
  ]);
});

test('many objects and pods of one minute are one change', () => {
  const services = ['a', 'b', 'c', 'd'].map((name) => virtualService({ name, created: '2026-03-04T09:01:00Z' }));
  expect(titles(timeline({ virtualServices: services }))).toEqual([
    '09:01 change VirtualService shop/a was created, VirtualService shop/b was created and 2 more changes',
  ]);
  expect(titles(timeline({ virtualServices: services.slice(0, 1) }))).toEqual([
    '09:01 change VirtualService shop/a was created',
  ]);
});

test('pods of one rollout are one change', () => {
  const pods = ['cart-x-1', 'cart-x-2'].map((name) =>
    podSpec({ name, labels: labels({ 'pod-template-hash': 'x' }), created: '2026-03-04T09:01:00Z' }),
  );
  expect(titles(timeline({ podSpecs: pods }))).toEqual(['09:01 change 2 pods of shop/cart were created']);
});

test('a workload certificate is told of when it has expired, a root a month before it does', () => {
  const holder = (notAfter: string, root: string) =>
    workloadCertificates({
      chain: [heldCertificate({ notAfter })],
      authorities: [authority({ subject: 'O=mesh', notAfter: root })],
    });
  const model = (notAfter: string, root: string) => ({ workloadCertificates: [holder(notAfter, root)] });
  expect(titles(timeline(model('2026-03-04T08:00:00Z', '2026-03-20T08:00:00Z')))).toEqual([
    '08:00 certificate The certificate of shop/cart expired',
    '08:00 certificate The root certificate O=mesh expires',
  ]);
  const renewed = meshCluster('any', model('2026-03-04T20:00:00Z', '2030-03-20T08:00:00Z')).model;
  expect(timelineOf(renewed, [], { now: testNow, captured })).toBeUndefined();
});

test('findings that say when are entries, and what they are about is not told twice', () => {
  const evidence = [{ path: 'cluster/pods.json' }];
  const killed = finding({
    fingerprint: 'f1',
    title: 'istio-proxy was killed',
    firstSeen: '2026-03-04T09:05:00Z',
    evidence,
  });
  const failed = finding({
    fingerprint: 'f2',
    title: 'Requests fail',
    args: { count: 25 },
    firstSeen: '2026-03-04T09:05:10Z',
    lastSeen: '2026-03-04T09:09:00Z',
  });
  const results = [
    checkResult('pods/restarts', { findings: [killed, finding()] }),
    checkResult('traffic/response-flags', { findings: [failed] }),
  ];
  const pod = { ...ended('cart-1', '2026-03-04T09:05:00Z'), source: { path: 'cluster/pods.json' } };
  const { entries } = timeline({ podSpecs: [pod] }, results);
  expect(entries.slice(0, 2)).toMatchObject([
    { kind: 'restart', title: 'istio-proxy was killed', finding: 'f1' },
    { kind: 'failures', title: 'Requests fail', finding: 'f2', count: 25, until: '2026-03-04T09:09:00.000Z' },
  ]);
  expect(entries).toHaveLength(3);
});

test('a log that goes on behind the end of the capture shows a clock that is ahead', () => {
  const log = (last: string) => containerLog({ node: 'worker-1', last, source: { path: 'cart.log' } });
  const events_ = [event({ type: 'Warning', last: '2026-03-04T09:20:00Z' })];
  const ahead = timeline({ events: events_, proxyLogs: [log('2026-03-04T09:31:45Z'), log('2026-03-04T09:31:30Z')] });
  expect(ahead.clocks).toEqual([{ clock: 'node', of: 'worker-1', ahead: 45, evidence: { path: 'cart.log' } }]);
  expect(timeline({ events: events_, proxyLogs: [log('2026-03-04T09:31:01Z')] }).clocks).toEqual([]);
});

test('beyond 300 entries the least severe and oldest go, and are counted', () => {
  const minor = Array.from({ length: 400 }, (_, index) =>
    virtualService({
      name: `v${index}`,
      created: new Date(Date.parse('2026-03-01T00:00:00Z') + index * 120_000).toISOString(),
    }),
  );
  const { entries, omitted } = timeline({
    virtualServices: minor,
    events: [event({ type: 'Warning', last: '2026-02-01T00:00:00Z' })],
  });
  expect(entries).toHaveLength(300);
  expect(omitted).toBe(102);
  expect(entries.map(({ kind }) => kind).filter((kind) => kind !== 'change')).toEqual(['event', 'capture']);
});

test('clusters of one mesh share the axis', () => {
  const of = (cluster: string, last: string) =>
    timelineOf(meshCluster(cluster, { events: [event({ type: 'Warning', last })] }).model, [], {
      now: testNow,
      captured,
      origin: { cluster, bundle: `${cluster}.tgz` },
    });
  const both = [of('west', '2026-03-04T09:20:00Z'), of('east', '2026-03-04T09:10:00Z')].flatMap((one) => one ?? []);
  const events_ = joinTimelines(both)?.entries.filter(({ kind }) => kind === 'event');
  expect(events_?.map(({ subject, evidence }) => [subject?.cluster, evidence?.bundle])).toEqual([
    ['east', 'east.tgz'],
    ['west', 'west.tgz'],
  ]);
});
