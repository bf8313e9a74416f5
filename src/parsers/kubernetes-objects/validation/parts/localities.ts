import { at, quote, type Report } from '../report.js';
import { flag, list, map, type Read, record, text, uint32, wrapped } from '../schema.js';

const failover = list(record({ from: text(), to: text() }));
const failoverPriority = list(text());

export const localityLbSetting = record({
  enabled: wrapped(flag),
  distribute: list(record({ from: text(), to: map(uint32()) })),
  failover,
  failoverPriority,
});

export const zoneAwareLbSetting = record({
  enabled: wrapped(flag),
  failover,
  failoverPriority,
  minClusterSize: wrapped(uint32({ min: 1 })),
});

const topologyLabels: readonly string[] = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
];

interface Failover {
  failover?: Read<typeof failover>;
  failoverPriority?: Read<typeof failoverPriority>;
}

type LocalityLb = Read<typeof localityLbSetting>;

export function checkLocalityLb(
  setting: LocalityLb | undefined,
  field: string,
  detectsOutliers: boolean,
  report: Report,
): void {
  if (setting === undefined) return;
  const { distribute = [], failover = [], failoverPriority = [] } = setting;
  if (distribute.length > 0 && failover.length > 0) {
    report.error(field, 'cannot both distribute and fail over');
    return;
  }
  const topology = failoverPriority.find((label) => topologyLabels.includes(label));
  if (failover.length > 0 && topology !== undefined) {
    report.error(`${field}.failoverPriority`, `${topology} cannot be there beside failover`);
    return;
  }
  for (const [index, { to = new Map<string, number>() }] of distribute.entries()) {
    if (!checkWeights(to, `${field}.distribute[${index}].to`, report)) return;
  }
  const from = distribute.map((share) => share.from ?? '');
  if (from.length > 0) checkLocalities(from, `${field}.distribute`, report);
  checkFailover(setting, field, detectsOutliers, report);
}

export function checkZoneAwareLb(
  setting: Read<typeof zoneAwareLbSetting> | undefined,
  field: string,
  detectsOutliers: boolean,
  report: Report,
): void {
  if (setting === undefined) return;
  for (const label of setting.failoverPriority ?? []) {
    if (topologyLabels.includes(label))
      report.error(`${field}.failoverPriority`, `${label} is taken into account anyway`);
  }
  checkFailover(setting, field, detectsOutliers, report);
}

function checkWeights(to: ReadonlyMap<string, number>, field: string, report: Report): boolean {
  const weights = [...to.values()];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.some((weight) => weight === 0 || weight > 100))
    report.error(field, 'each weight must be between 1 and 100');
  else if (total !== 100) report.error(field, `the weights must add up to 100, not ${total}`);
  else {
    checkLocalities([...to.keys()], field, report);
    return true;
  }
  return false;
}

function checkFailover(
  { failover = [], failoverPriority = [] }: Failover,
  field: string,
  detectsOutliers: boolean,
  report: Report,
): void {
  if (failover.length + failoverPriority.length > 0 && !detectsOutliers) {
    report.warn(field, 'has no effect without outlierDetection: nothing tells when to fail over');
  }
  for (const [index, { from = '', to = '' }] of failover.entries()) {
    const here = at(`${field}.failover`, index);
    if (from === to) report.error(here, 'must lead to another region');
    if (`${from}${to}`.includes('/')) report.error(here, 'names regions only, without zones');
    if (`${from}${to}`.includes('*')) report.error(here, 'cannot have wildcards');
  }
}

/** `region/zone/subzone`, cut anywhere, or with an asterisk at the end. Two of them must not cover one another. */
function checkLocalities(localities: readonly string[], field: string, report: Report): void {
  const taken = new Set<string>();
  /** Whatever something taken lies in. */
  const parents = new Set<string>();
  for (const locality of localities) {
    const problem = localityProblem(locality, taken, parents);
    if (problem !== undefined) {
      report.error(field, problem);
      return;
    }
    const parts = locality.split('/');
    const [region = '', zone, subzone] = [parts[0], parts[1], parts.length > 2 ? parts.slice(2).join('/') : undefined];
    taken.add([region, zone, subzone].filter((part) => part !== undefined).join('/'));
    parents.add(region);
    if (subzone !== undefined) parents.add(`${region}/${zone}`);
  }
}

function localityProblem(
  locality: string,
  taken: ReadonlySet<string>,
  parents: ReadonlySet<string>,
): string | undefined {
  const star = locality.indexOf('*');
  if (star >= 0 && star < locality.length - 1) return `${quote(locality)} can have one asterisk, at its end`;
  const parts = locality.split('/');
  const [region = '', zone] = parts;
  const depth = Math.min(parts.length, 3);
  if (parts.slice(0, 2).includes('') || (depth === 3 && parts.slice(2).join('/') === ''))
    return `${quote(locality)} has an empty part`;
  const covering = [
    '*',
    region,
    `${region}/*`,
    ...(depth > 1 ? [`${region}/${zone}`] : []),
    ...(depth > 2 ? [`${region}/${zone}/*`, locality] : []),
  ];
  const isTaken =
    covering.some((cover) => taken.has(cover)) ||
    (depth === 1 && parents.has(region)) ||
    (depth === 2 && parents.has(locality));
  return isTaken ? `${quote(locality)} overlaps another locality` : undefined;
}
