import { at, type Report } from '../report.js';
import {
  anyDuration,
  choice,
  double,
  duration,
  flag,
  int32,
  list,
  type Read,
  record,
  text,
  uint32,
  wrapped,
} from '../schema.js';
import { isAddress } from '../values/addresses.js';
import { nameProblem } from '../values/hosts.js';
import { portProblem } from '../values/ports.js';
import { checkClientTls, clientTls } from './client-tls.js';
import { checkConnectionPool, connectionPool } from './connection-pool.js';
import { portSelector } from './destination.js';
import { checkLoadBalancer, loadBalancer } from './load-balancer.js';

const errorCount = wrapped(uint32());

const outlierDetection = record(
  {
    consecutiveErrors: int32(),
    splitExternalLocalOriginErrors: flag,
    consecutiveLocalOriginFailures: errorCount,
    consecutiveGatewayErrors: errorCount,
    consecutive5xxErrors: errorCount,
    interval: duration,
    baseEjectionTime: duration,
    maxEjectionPercent: int32(),
    minHealthPercent: int32(),
    outlierDetectionHttpErrorCodes: list(uint32({ min: 100, max: 599 })),
  },
  // Istio before 1.0.
  { retired: ['http'] },
);

const portPolicy = record({ port: portSelector, connectionPool, loadBalancer, outlierDetection, tls: clientTls });

const tunnel = record(
  { protocol: text(), targetHost: text(), targetPort: uint32() },
  { required: ['targetHost', 'targetPort'] },
);

export const trafficPolicy = record({
  connectionPool,
  loadBalancer,
  outlierDetection,
  tls: clientTls,
  portLevelSettings: list(portPolicy, { max: 4096 }),
  tunnel,
  proxyProtocol: record({ version: choice('V1', 'V2') }),
  retryBudget: record({
    percent: wrapped(double({ min: 0, max: 100 })),
    minRetryConcurrency: uint32(),
    budgetInterval: anyDuration,
  }),
});

type TrafficPolicy = Read<typeof trafficPolicy>;
type PortPolicy = Read<typeof portPolicy>;

export function checkTrafficPolicy(
  policy: TrafficPolicy | undefined,
  field: string,
  namespace: string,
  report: Report,
): void {
  if (policy === undefined) return;
  if (Object.keys(policy).length === 0) {
    report.error(field, 'must have a setting in it');
    return;
  }
  if (policy.tunnel && policy.proxyProtocol) {
    report.error(field, 'can have only one of tunnel and proxyProtocol');
    return;
  }
  checkSettings(policy, field, namespace, report);
  // istiod forgets the warnings about single ports.
  const onlyErrors: Report = { ...report, warn: () => {} };
  for (const [index, settings] of (policy.portLevelSettings ?? []).entries()) {
    checkPortPolicy(settings, at(`${field}.portLevelSettings`, index), namespace, onlyErrors);
  }
  checkTunnel(policy.tunnel, `${field}.tunnel`, report);
}

function checkPortPolicy(settings: PortPolicy, field: string, namespace: string, report: Report): void {
  const { port, ...rest } = settings;
  if (port === undefined) report.error(`${field}.port`, 'is required');
  if (Object.keys(rest).length === 0) report.error(field, 'must have a setting in it');
  else checkSettings(rest, field, namespace, report);
}

function checkSettings(settings: Omit<PortPolicy, 'port'>, field: string, namespace: string, report: Report): void {
  const { connectionPool, loadBalancer, outlierDetection, tls } = settings;
  checkOutlierDetection(outlierDetection, `${field}.outlierDetection`, report);
  checkConnectionPool(connectionPool, `${field}.connectionPool`, report);
  checkLoadBalancer(loadBalancer, `${field}.loadBalancer`, outlierDetection !== undefined, report);
  checkClientTls(tls, `${field}.tls`, namespace, report);
}

function checkOutlierDetection(
  settings: Read<typeof outlierDetection> | undefined,
  field: string,
  report: Report,
): void {
  if (settings === undefined) return;
  if (settings.consecutiveErrors) {
    report.warn(
      `${field}.consecutiveErrors`,
      'is deprecated: consecutive5xxErrors and consecutiveGatewayErrors replace it',
    );
  }
  if (!settings.splitExternalLocalOriginErrors && settings.consecutiveLocalOriginFailures) {
    report.error(`${field}.consecutiveLocalOriginFailures`, 'needs splitExternalLocalOriginErrors: true');
  }
  for (const name of ['maxEjectionPercent', 'minHealthPercent'] as const) {
    const percent = settings[name] ?? 0;
    if (percent < 0 || percent > 100) report.error(at(field, name), `${percent} is not between 0 and 100`);
  }
}

function checkTunnel(settings: Read<typeof tunnel> | undefined, field: string, report: Report): void {
  if (settings === undefined) return;
  const { protocol = '', targetHost = '', targetPort } = settings;
  if (!['', 'CONNECT', 'POST'].includes(protocol)) report.error(`${field}.protocol`, 'must be CONNECT or POST');
  const wrongHost = isAddress(targetHost) ? undefined : nameProblem(targetHost);
  if (wrongHost !== undefined) report.error(`${field}.targetHost`, wrongHost);
  const wrongPort = portProblem(targetPort);
  if (wrongPort !== undefined) report.error(`${field}.targetPort`, wrongPort);
}
