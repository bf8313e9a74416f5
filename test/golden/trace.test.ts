import { expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.js';
import type { Trace } from '../../src/trace/result.js';
import { type TraceQuestion, trace } from '../../src/trace-bundle.js';

const bundles = new URL('../../fixtures/bundles/', import.meta.url).pathname;

async function traced(fixture: string, question: TraceQuestion): Promise<Trace> {
  return trace(await openBundle(`${bundles}${fixture}`), question);
}

/** The stage at which a call ends, and why. */
function ending({ verdict, stages }: Trace) {
  const last = stages.at(-1);
  return { verdict, stage: last?.stage, condition: last?.condition, at: last?.at };
}

test('a sidecar calls a sidecar: every stage up to the socket of the application', async () => {
  const found = await traced('capture/healthy', { from: 'shop/cart', to: 'http://reviews:9080/' });
  expect(found.verdict).toBe('reaches');
  expect(found.stages.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
    'dns matched',
    'capture matched',
    'listener matched',
    'filter chain matched',
    'virtual host matched',
    'route matched',
    'cluster matched',
    'endpoint matched',
    'upstream tls matched',
    'inbound matched',
    'filter chain matched',
    'virtual host matched',
    'route matched',
    'cluster matched',
    'application matched',
  ]);
  expect(found.stages.find(({ stage }) => stage === 'cluster')?.object).toMatchObject({
    kind: 'DestinationRule',
    namespace: 'shop',
    name: 'reviews',
  });
  expect(found.inputs.map(({ at, synchronised }) => [at.split('-')[0], synchronised])).toEqual([
    ['shop/cart', 'synced'],
    ['shop/reviews', 'synced'],
  ]);
});

test.each([
  ['http://ratings:9080/', 'DNS_NXDOMAIN', 'dns'],
  ['http://reviews:9081/', 'SERVICE_PORT_NOT_DEFINED', 'listener'],
] as const)('a call to %s is no call of the mesh: %s', async (to, condition, stage) => {
  const { stages } = await traced('capture/healthy', { from: 'shop/cart', to });
  expect(stages.find((one) => one.condition !== undefined)).toMatchObject({ condition, stage });
});

test('Istio 1.0: endpoints are those that Kubernetes lists, and the verdict says so', async () => {
  const found = await traced('capture/istio-1.0-healthy', {
    from: 'default/productpage-v1',
    to: 'http://reviews:9080/',
  });
  expect(found.verdict).toBe('reaches (assumed)');
  expect(found.stages.filter(({ status }) => status === 'assumed').map(({ stage }) => stage)).toEqual(['endpoint']);
});

test('Istio 1.0: a subset that the proxy has no cluster for ends the call, with the flag of that era', async () => {
  const found = await traced('capture/istio-1.0-broken', {
    from: 'default/productpage-v1',
    to: 'http://reviews:9080/',
  });
  expect(ending(found)).toMatchObject({ verdict: 'fails', stage: 'cluster', condition: 'ROUTE_TO_MISSING_CLUSTER' });
  expect(found.outcome).toMatchObject({ status: 503, flag: 'NR' });
});

test('an ambient mesh: through the waypoint, which lets one caller in and names the policy that refuses another', async () => {
  const allowed = await traced('capture/ambient', { from: 'shop/productpage', to: 'http://reviews:9080/' });
  expect(allowed.verdict).toBe('reaches');
  expect(allowed.stages.filter(({ stage }) => stage === 'authorization').map(({ text }) => text)).toEqual([
    'allowed by ns[shop]-policy[shop-callers]-rule[0]',
    'no policy restricts the call',
  ]);
  const refused = await traced('capture/ambient', { from: 'shop/cart', to: 'http://reviews:9080/' });
  expect(ending(refused)).toMatchObject({ verdict: 'fails', stage: 'authorization', condition: 'AUTHZ_DENIED' });
  expect(refused.stages.at(-1)?.object).toMatchObject({ kind: 'AuthorizationPolicy', name: 'shop-callers' });
  expect(refused.outcome).toMatchObject({ status: 403 });
});

test('a pod that calls its own address is not captured', async () => {
  const found = await traced('capture/healthy', { from: 'data/redis', to: 'tcp://redis.data:6379' });
  expect(found.stages.map(({ stage }) => stage)).toEqual(['dns', 'capture', 'application']);
});

test('a server without a dump leaves the call open and says whose it is', async () => {
  const found = await traced('capture/healthy', { from: 'outside', to: 'http://shop.example.com/' });
  expect(ending(found)).toMatchObject({ verdict: 'unknown', stage: 'inbound' });
  expect(found.stages.at(-1)?.text).toMatch(/^no config dump of shop\/productpage-/);
  expect(found.stages.find(({ stage }) => stage === 'route')?.object).toMatchObject({ kind: 'VirtualService' });
});

test('a host that no VirtualService binds to the gateway', async () => {
  const found = await traced('capture/healthy', { from: 'outside', to: 'http://other.example.com/' });
  expect(ending(found)).toMatchObject({ verdict: 'fails', stage: 'virtual host', condition: 'GATEWAY_HOST_NOT_BOUND' });
});
