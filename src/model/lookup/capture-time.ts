import type { MeshModel } from '../facets.js';

/** When the bundle was taken: its own record, else the newest time that anything in it carries. */
export function captureTime(model: MeshModel): Date | undefined {
  const record = model.capture.state === 'present' ? model.capture.value : undefined;
  const own = record?.to ?? record?.from;
  const newest = own ?? newestTime(model);
  if (newest === undefined) return undefined;
  const time = new Date(newest);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function newestTime(model: MeshModel): string | undefined {
  const logs = [model.proxyLogs, model.controlPlaneLogs, model.dnsLogs, model.applicationLogs].flatMap((facet) =>
    facet.state === 'present' ? facet.value.map((log) => log.last) : [],
  );
  const events = model.events.state === 'present' ? model.events.value.map((event) => event.last) : [];
  const dumps =
    model.proxyConfigs.state === 'present'
      ? model.proxyConfigs.value.flatMap((dump) => Object.values(dump.updated))
      : [];
  return [...logs, ...events, ...dumps]
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}
