import { at, quote, type Report } from '../report.js';
import {
  anyDuration,
  choice,
  double,
  duration,
  flag,
  list,
  type Read,
  record,
  text,
  uint32,
  uint64,
  wrapped,
} from '../schema.js';
import { checkLocalityLb, checkZoneAwareLb, localityLbSetting, zoneAwareLbSetting } from './localities.js';

const consistentHash = record(
  {
    httpHeaderName: text(),
    httpCookie: record(
      {
        name: text(),
        path: text(),
        ttl: anyDuration,
        attributes: list(record({ name: text(), value: text() }, { required: ['name'] })),
      },
      { required: ['name'] },
    ),
    useSourceIp: flag,
    httpQueryParameterName: text(),
    ringHash: record({ minimumRingSize: uint64 }),
    maglev: record({ tableSize: uint64 }),
    minimumRingSize: uint64,
  },
  {
    oneOf: [
      ['httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'],
      ['ringHash', 'maglev'],
    ],
  },
);

const warmup = record(
  {
    duration,
    minimumPercent: wrapped(double({ min: 0, max: 100 })),
    aggression: wrapped(double({ min: 0 })),
  },
  { required: ['duration'] },
);

const backendUtilization = record({
  errorUtilizationPenaltyPercent: uint32(),
  metricNamesForComputingUtilization: list(text()),
  weightExpirationPeriod: anyDuration,
  weightStabilizationPeriod: anyDuration,
  weightUpdatePeriod: anyDuration,
});

export const loadBalancer = record(
  {
    simple: choice('UNSPECIFIED', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST'),
    consistentHash,
    backendUtilization,
    localityLbSetting,
    zoneAwareLbSetting,
    warmupDurationSecs: duration,
    warmup,
  },
  { oneOf: [['simple', 'consistentHash', 'backendUtilization']] },
);

export function checkLoadBalancer(
  settings: Read<typeof loadBalancer> | undefined,
  field: string,
  detectsOutliers: boolean,
  report: Report,
): void {
  if (settings === undefined) return;
  checkConsistentHash(settings.consistentHash, `${field}.consistentHash`, report);
  if (settings.localityLbSetting && settings.zoneAwareLbSetting) {
    report.error(field, 'can have only one of localityLbSetting and zoneAwareLbSetting');
  }
  checkLocalityLb(settings.localityLbSetting, `${field}.localityLbSetting`, detectsOutliers, report);
  checkZoneAwareLb(settings.zoneAwareLbSetting, `${field}.zoneAwareLbSetting`, detectsOutliers, report);
  checkWarmup(settings.warmup, `${field}.warmup`, report);
}

/** The largest size that Envoy allows is just below. */
const maglevLimit = 5_000_011;

function checkConsistentHash(hash: Read<typeof consistentHash> | undefined, field: string, report: Report): void {
  if (hash === undefined) return;
  checkCookie(hash.httpCookie, `${field}.httpCookie`, report);
  if (hash.minimumRingSize)
    report.warn(`${field}.minimumRingSize`, 'is deprecated: ringHash.minimumRingSize replaces it');
  if (hash.minimumRingSize && (hash.ringHash || hash.maglev)) {
    report.error(`${field}.minimumRingSize`, 'cannot stand beside ringHash or maglev');
  }
  if (hash.maglev === undefined) return;
  const { tableSize = 0 } = hash.maglev;
  if (tableSize === 0) report.error(`${field}.maglev.tableSize`, 'is required');
  else if (tableSize >= maglevLimit) report.error(`${field}.maglev.tableSize`, `must be less than ${maglevLimit}`);
  else if (!isPrime(tableSize)) report.error(`${field}.maglev.tableSize`, `${tableSize} is no prime number`);
}

function checkCookie(cookie: Read<typeof consistentHash>['httpCookie'], field: string, report: Report): void {
  if (cookie === undefined) return;
  if (!cookie.name) report.error(`${field}.name`, 'is required');
  const names = new Set<string>();
  for (const [index, { name }] of (cookie.attributes ?? []).entries()) {
    const here = at(`${field}.attributes`, index);
    if (!name) report.error(`${here}.name`, 'is required');
    else if (names.has(name)) report.error(here, `${quote(name)} is there twice`);
    else names.add(name);
  }
}

function checkWarmup(settings: Read<typeof warmup> | undefined, field: string, report: Report): void {
  if (settings === undefined) return;
  const { duration, minimumPercent, aggression } = settings;
  if (duration === undefined) report.error(`${field}.duration`, 'is required');
  if (minimumPercent !== undefined && minimumPercent > 100)
    report.error(`${field}.minimumPercent`, 'must not be more than 100');
  if (aggression !== undefined && aggression < 1) report.error(`${field}.aggression`, 'must be 1 or more');
}

/** For numbers below the limit of Maglev tables. 1 counts, as in Envoy. */
function isPrime(number: number): boolean {
  if (number < 4) return true;
  if (number % 2 === 0) return false;
  for (let factor = 3; factor * factor <= number; factor += 2) if (number % factor === 0) return false;
  return true;
}
