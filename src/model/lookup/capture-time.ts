import type { Facet, MeshModel } from '../facets.js';

/** When the bundle was taken: its own record, else the newest time that anything in it carries. */
export function captureTime(model: MeshModel): Date | undefined {
  const record = model.capture.state === 'present' ? model.capture.value : undefined;
  const found = newest([record?.to ?? record?.from]) ?? newest(timesIn(model));
  const near = newest([record?.near]);
  if (found === undefined || near === undefined) return found ?? near;
  // Within the span of time zones the bundle's own times are exact; further away they are of a quiet mesh.
  return Math.abs(found.getTime() - near.getTime()) <= widestOffset ? found : near;
}

const widestOffset = 14 * 3_600_000;

function timesIn(model: MeshModel): (string | undefined)[] {
  const logs = [model.proxyLogs, model.controlPlaneLogs, model.dnsLogs, model.applicationLogs].flatMap(list);
  return [
    ...logs.map(({ last }) => last),
    ...list(model.events).map(({ last }) => last),
    ...list(model.proxyConfigs).flatMap(({ updated }) => Object.values(updated)),
  ];
}

function list<T>(facet: Facet<readonly T[]>): readonly T[] {
  return facet.state === 'present' ? facet.value : [];
}

/** Zones differ between sources, so that texts do not compare. */
function newest(times: readonly (string | undefined)[]): Date | undefined {
  let latest: number | undefined;
  for (const time of times) {
    const milliseconds = Date.parse(time ?? '');
    if (!Number.isNaN(milliseconds) && !(milliseconds <= (latest ?? Number.NEGATIVE_INFINITY))) latest = milliseconds;
  }
  return latest === undefined ? undefined : new Date(latest);
}
