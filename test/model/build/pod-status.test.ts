import { expect, test } from 'vitest';
import { podColumns } from '../../../src/model/build/pod-status.js';
import type { Container } from '../../../src/model/facets.js';
import { container, podSpec } from '../../helpers/facets/kubernetes.js';

const uninitialised = [{ type: 'Initialized', status: 'False' }];

function init(facts: Partial<Container>): Container {
  return container({ name: 'istio-init', kind: 'init', ready: false, ...facts });
}

const done = init({ state: { state: 'terminated', exitCode: 0, reason: 'Completed' } });
const sidecar = container({ name: 'istio-proxy', kind: 'sidecar', started: true });
const waiting = container({ ready: false, state: { state: 'waiting', reason: 'PodInitializing' } });

function columns(facts: Parameters<typeof podSpec>[0]) {
  const { status, ready, restarts } = podColumns(podSpec(facts));
  return `${ready.ready}/${ready.total} ${status} ${restarts}`;
}

test('a running pod; restarts of init containers do not count any more', () => {
  expect(columns({ containers: [{ ...done, restarts: 3 }, container({ restarts: 1 }), container()] })).toBe(
    '2/2 Running 1',
  );
});

test('native sidecars are counted with the containers', () => {
  expect(columns({ containers: [done, { ...sidecar, restarts: 2 }, container()] })).toBe('2/2 Running 2');
  expect(columns({ containers: [{ ...sidecar, ready: false }, container()] })).toBe('1/2 Running 0');
});

test('a native sidecar that crashes again in an initialised pod', () => {
  const crashing = container({
    name: 'istio-proxy',
    kind: 'sidecar',
    started: false,
    ready: false,
    restarts: 4,
    state: { state: 'waiting', reason: 'CrashLoopBackOff' },
  });
  expect(columns({ containers: [crashing, container()] })).toBe('1/2 Init:CrashLoopBackOff 4');
});

test.each([
  ['Init:0/2', [init({ state: { state: 'running' } }), init({})]],
  ['Init:1/2', [done, init({ state: { state: 'waiting', reason: 'PodInitializing' } })]],
  ['Init:Error', [init({ state: { state: 'terminated', exitCode: 1, reason: 'Error' } })]],
  ['Init:ExitCode:255', [init({ state: { state: 'terminated', exitCode: 255 } })]],
  ['Init:Signal:9', [init({ state: { state: 'terminated', exitCode: 137, signal: 9 } })]],
  ['Init:CrashLoopBackOff', [init({ state: { state: 'waiting', reason: 'CrashLoopBackOff' } })]],
  ['Init:1/2', [done, { ...sidecar, started: false, ready: false }]],
])('initialising: %s', (status, inits) => {
  expect(
    podColumns(podSpec({ phase: 'Pending', conditions: uninitialised, containers: [...inits, waiting] })),
  ).toMatchObject({
    status,
  });
});

test('while a pod initialises, restarts are those of its init containers', () => {
  const crashing = init({ restarts: 7, state: { state: 'waiting', reason: 'CrashLoopBackOff' } });
  expect(columns({ conditions: uninitialised, containers: [sidecar, crashing, waiting] })).toBe(
    '1/2 Init:CrashLoopBackOff 7',
  );
});

test('the first container that does not run gives the reason', () => {
  const killed = container({ ready: false, state: { state: 'terminated', exitCode: 137, reason: 'OOMKilled' } });
  const crashing = container({ ready: false, state: { state: 'waiting', reason: 'CrashLoopBackOff' } });
  expect(columns({ containers: [killed, crashing] })).toBe('0/2 OOMKilled 0');
  expect(columns({ containers: [container({ ready: false, state: { state: 'terminated', exitCode: 3 } })] })).toBe(
    '0/1 ExitCode:3 0',
  );
});

test('a finished job beside a running sidecar', () => {
  const completed = container({ ready: false, state: { state: 'terminated', exitCode: 0, reason: 'Completed' } });
  expect(columns({ conditions: [], containers: [completed, container()] })).toBe('1/2 NotReady 0');
  expect(columns({ containers: [completed, container()] })).toBe('1/2 Running 0');
  expect(columns({ phase: 'Succeeded', containers: [completed] })).toBe('0/1 Completed 0');
});

test('a pod that is being deleted', () => {
  const deleted = '2026-03-04T09:00:00Z';
  expect(columns({ deleted })).toBe('2/2 Terminating 0');
  expect(columns({ deleted, reason: 'NodeLost' })).toBe('2/2 Unknown 0');
  expect(columns({ deleted, phase: 'Failed', reason: 'Evicted', containers: [] })).toBe('0/0 Evicted 0');
});

test('a pod that the scheduler may not touch', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }];
  expect(columns({ phase: 'Pending', conditions, containers: [container({ ready: false })] })).toMatch(
    'SchedulingGated',
  );
});
