import type { Facet, Facets, MeshModel } from '../facets.js';

/** When the bundle was taken: its own record, else the newest time that anything in it carries. */
export function captureTime(model: MeshModel): Date | undefined {
  const record = model.capture.state === 'present' ? model.capture.value : undefined;
  const found = newest([record?.to ?? record?.from]) ?? newestTimeIn(presentIn(model));
  const near = newest([record?.near]);
  if (found === undefined || near === undefined) return found ?? near;
  // Within the span of time zones the bundle's own times are exact; further away they are of a quiet mesh.
  return Math.abs(found.getTime() - near.getTime()) <= widestOffset ? found : near;
}

const widestOffset = 14 * 3_600_000;

type Timed = Pick<Facets, 'proxyLogs' | 'controlPlaneLogs' | 'dnsLogs' | 'applicationLogs' | 'events' | 'proxyConfigs'>;

/** The newest time that anything carries: whatever has it was taken then or later. */
export function newestTimeIn(facets: Partial<Timed>): Date | undefined {
  const { proxyLogs = [], controlPlaneLogs = [], dnsLogs = [], applicationLogs = [] } = facets;
  const { events = [], proxyConfigs = [] } = facets;
  return newest([
    ...[...proxyLogs, ...controlPlaneLogs, ...dnsLogs, ...applicationLogs].map(({ last }) => last),
    ...events.map(({ last }) => last),
    ...proxyConfigs.flatMap(({ updated }) => Object.values(updated)),
  ]);
}

function presentIn(model: MeshModel): Timed {
  const list = <T>(facet: Facet<readonly T[]>) => (facet.state === 'present' ? facet.value : []);
  return {
    proxyLogs: list(model.proxyLogs),
    controlPlaneLogs: list(model.controlPlaneLogs),
    dnsLogs: list(model.dnsLogs),
    applicationLogs: list(model.applicationLogs),
    events: list(model.events),
    proxyConfigs: list(model.proxyConfigs),
  };
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
