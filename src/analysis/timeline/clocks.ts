import type { MeshModel } from '../../model/facets.js';
import { listed, type TimelineEntry } from './entry.js';
import type { ClockDifference } from './timeline.js';

/** What rounding and the last seconds of a capture explain. */
const tolerance = 2;

/**
 * Nothing that happened before the capture ended can carry a later time; where something does, its clock is ahead by at
 * least the difference. That a clock is behind cannot be seen in a bundle.
 */
export function clockDifferences(
  model: MeshModel,
  entries: readonly TimelineEntry[],
  end: string | undefined,
): ClockDifference[] {
  if (end === undefined) return [];
  const stated = [...fromLogs(model), ...fromEntries(entries)];
  const ahead = new Map<string, ClockDifference>();
  for (const { at, ...rest } of stated) {
    const seconds = Math.floor((Date.parse(at) - Date.parse(end)) / 1000);
    const key = `${rest.clock} ${rest.of ?? ''}`;
    if (seconds > tolerance && seconds > (ahead.get(key)?.ahead ?? 0)) ahead.set(key, { ...rest, ahead: seconds });
  }
  return [...ahead.values()].sort((a, b) => b.ahead - a.ahead || (String(a.of) < String(b.of) ? -1 : 1)).slice(0, 20);
}

type Stated = Omit<ClockDifference, 'ahead'> & { at: string };

function fromLogs(model: MeshModel): Stated[] {
  const logs = [
    ...listed(model, 'proxyLogs'),
    ...listed(model, 'controlPlaneLogs'),
    ...listed(model, 'applicationLogs'),
  ];
  return logs.flatMap(({ last, pod, node, source }) => {
    const of = node ?? (pod === undefined ? undefined : `${pod.namespace}/${pod.name}`);
    return last === undefined
      ? []
      : [{ clock: 'node' as const, ...(of !== undefined && { of }), at: last, evidence: source }];
  });
}

function fromEntries(entries: readonly TimelineEntry[]): Stated[] {
  return entries.flatMap(({ clock, at, until = at, evidence }) =>
    clock === 'kubernetes' && evidence !== undefined ? [{ clock, at: until, evidence }] : [],
  );
}
