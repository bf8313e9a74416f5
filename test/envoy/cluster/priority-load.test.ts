import { expect, it } from 'vitest';
import { priorityLoads } from '../../../src/envoy/cluster/priority-load.js';

function priority(hosts: number, healthy: number, degraded = 0) {
  return { hosts, healthy, degraded, overprovisioning: 140 };
}

const shares = (loads: ReturnType<typeof priorityLoads>) => loads.map(({ healthy, degraded }) => [healthy, degraded]);

it('gives what rounding leaves over to the first healthy priority', () => {
  // Envoy, load_balancer_impl.cc: 10/20/10 percent healthy and 20/10/0 degraded get 16/28/14 and 28/14/0.
  const percent = (healthy: number, degraded: number) => ({ hosts: 100, healthy, degraded, overprovisioning: 100 });
  expect(shares(priorityLoads([percent(10, 20), percent(20, 10), percent(10, 0)], 0))).toEqual([
    [16, 28],
    [28, 14],
    [14, 0],
  ]);
});

it('uses degraded hosts for what healthy ones do not take', () => {
  expect(shares(priorityLoads([priority(4, 1, 3)], 0))).toEqual([[35, 65]]);
});

it('ignores panic while all priorities together are available enough', () => {
  expect(priorityLoads([priority(10, 1), priority(2, 2)], 50)).toEqual([
    { healthy: 14, degraded: 0, isInPanic: false },
    { healthy: 86, degraded: 0, isInPanic: false },
  ]);
});

it('lets one priority panic and keeps the load of availability', () => {
  expect(priorityLoads([priority(10, 1), priority(10, 5)], 50)).toEqual([
    { healthy: 17, degraded: 0, isInPanic: true },
    { healthy: 83, degraded: 0, isInPanic: false },
  ]);
});

it('spreads by the number of hosts when all priorities panic', () => {
  expect(priorityLoads([priority(1, 0), priority(2, 0)], 50)).toEqual([
    { healthy: 34, degraded: 0, isInPanic: true },
    { healthy: 66, degraded: 0, isInPanic: true },
  ]);
});

it('counts degraded hosts against panic', () => {
  expect(priorityLoads([priority(4, 1, 1)], 50)[0]?.isInPanic).toBe(false);
});

it('sends everything to an empty first priority when panic is off', () => {
  expect(priorityLoads([priority(2, 0), priority(2, 0)], 0)).toEqual([
    { healthy: 100, degraded: 0, isInPanic: false },
    { healthy: 0, degraded: 0, isInPanic: false },
  ]);
});

it('weighs hosts where the assignment asks for it', () => {
  const weights = { hosts: 100, healthy: 10, degraded: 0 };
  expect(shares(priorityLoads([{ ...priority(2, 1), weights }, priority(1, 1)], 0))).toEqual([
    [14, 0],
    [86, 0],
  ]);
});
