import { expect, test } from 'vitest';
import type { Facets, MeshModel } from '../../../src/model/facets.js';
import { captureTime } from '../../../src/model/lookup/capture-time.js';
import { event } from '../../helpers/facets/kubernetes.js';
import { containerLog } from '../../helpers/facets/logs.js';
import { capture } from '../../helpers/facets/sync.js';

function timeOf(facets: Partial<Facets>): string | undefined {
  const absent = { state: 'absent', because: 'not in the bundle' };
  const model = new Proxy({} as MeshModel, {
    get: (_, name) => {
      const value = facets[name as keyof Facets];
      return value === undefined ? absent : { state: 'present', value, coverage: { seen: 1 } };
    },
  });
  return captureTime(model)?.toISOString();
}

test('the record of the capture comes first', () => {
  const record = capture({ from: '2026-03-04T09:00:00Z', to: '2026-03-04T09:30:00Z' });
  expect(timeOf({ capture: record, events: [event({ last: '2026-03-05T00:00:00Z' })] })).toBe(
    '2026-03-04T09:30:00.000Z',
  );
});

test('else the newest time in the bundle, whatever its zone', () => {
  const proxyLogs = [containerLog({ last: '2026-03-04T10:30:00+02:00' })];
  expect(timeOf({ proxyLogs, events: [event({ last: '2026-03-04T09:00:00Z' })] })).toBe('2026-03-04T09:00:00.000Z');
  expect(timeOf({ proxyLogs })).toBe('2026-03-04T08:30:00.000Z');
});

test('a time without a zone decides only where the times in the bundle are older than any zone explains', () => {
  const { from: _from, to: _to, ...near } = capture({ near: '2026-03-04T18:12:00Z' });
  expect(timeOf({ capture: near, events: [event({ last: '2026-03-04T09:11:00Z' })] })).toBe('2026-03-04T09:11:00.000Z');
  expect(timeOf({ capture: near, events: [event({ last: '2026-03-01T09:11:00Z' })] })).toBe('2026-03-04T18:12:00.000Z');
  expect(timeOf({ capture: near })).toBe('2026-03-04T18:12:00.000Z');
});

test('a bundle without times has none, and what is no time does not count', () => {
  expect(timeOf({})).toBeUndefined();
  expect(timeOf({ events: [event({ last: 'yesterday' })] })).toBeUndefined();
});
