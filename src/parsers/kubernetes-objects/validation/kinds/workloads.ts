import { checkWorkloadEntry, crdPort, workloadEntry as entry } from '../parts/workload-entry.js';
import { at, quote, type Report } from '../report.js';
import { int32, list, map, type Read, record, text } from '../schema.js';
import { checkLabels } from '../values/labels.js';
import { portProblem } from '../values/ports.js';
import { defineRules } from './kind.js';

export const workloadEntry = defineRules({
  group: 'networking.istio.io',
  kind: 'WorkloadEntry',
  spec: entry,
  requiresSpec: true,
  check(spec, report) {
    checkWorkloadEntry(spec, 'spec', report, { allowsHostNames: true });
  },
});

const header = record({ name: text({ pattern: /^[-_A-Za-z0-9]+$/ }), value: text() });
const count = int32({ min: 0 });

const probe = record(
  {
    initialDelaySeconds: count,
    timeoutSeconds: count,
    periodSeconds: count,
    successThreshold: count,
    failureThreshold: count,
    httpGet: record(
      { path: text(), port: crdPort, host: text(), scheme: text(), httpHeaders: list(header) },
      { required: ['port'] },
    ),
    tcpSocket: record({ host: text(), port: crdPort }, { required: ['port'] }),
    exec: record({ command: list(text({ min: 1 })) }, { required: ['command'] }),
    grpc: record({ port: crdPort, service: text() }),
  },
  { oneOf: [['httpGet', 'tcpSocket', 'exec', 'grpc']] },
);

type Probe = Read<typeof probe>;

const template = record({ labels: map(text(), { max: 256 }), annotations: map(text(), { max: 256 }) });

export const workloadGroup = defineRules({
  group: 'networking.istio.io',
  kind: 'WorkloadGroup',
  spec: record({ metadata: template, template: entry, probe }, { required: ['template'] }),
  requiresSpec: true,
  check({ metadata, template, probe }, report) {
    if (template === undefined) {
      report.error('spec.template', 'is required');
      return;
    }
    checkLabels(metadata?.labels, 'spec.metadata.labels', report);
    if (probe !== undefined) checkProbe(probe, 'spec.probe', report);
  },
});

const counts = [
  'periodSeconds',
  'initialDelaySeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function checkProbe(probe: Probe, field: string, report: Report): void {
  for (const name of counts) if ((probe[name] ?? 0) < 0) report.error(at(field, name), 'must not be negative');
  const { httpGet, tcpSocket, exec, grpc } = probe;
  if (httpGet !== undefined) checkHttpGet(httpGet, `${field}.httpGet`, report);
  else if (tcpSocket !== undefined) checkPort(tcpSocket.port, `${field}.tcpSocket.port`, report);
  else if (exec !== undefined && !exec.command?.length) report.error(`${field}.exec.command`, 'is required');
  else if (exec === undefined) {
    const problem =
      grpc === undefined ? 'must say how to probe: httpGet, tcpSocket or exec' : 'by gRPC is not supported';
    report.error(grpc === undefined ? field : `${field}.grpc`, problem);
  }
}

function checkHttpGet(
  { port, scheme = '', httpHeaders = [] }: NonNullable<Probe['httpGet']>,
  field: string,
  report: Report,
): void {
  checkPort(port, `${field}.port`, report);
  if (!['', 'HTTP', 'HTTPS'].includes(scheme))
    report.error(`${field}.scheme`, `${quote(scheme)} is neither HTTP nor HTTPS`);
  for (const [index, { name = '' }] of httpHeaders.entries()) {
    if (/^[-A-Za-z0-9]+$/.test(name)) continue;
    report.error(`${at(`${field}.httpHeaders`, index)}.name`, `${quote(name)} is no name of a header`);
  }
}

function checkPort(port: number | undefined, field: string, report: Report): void {
  const problem = portProblem(port);
  if (problem !== undefined) report.error(field, problem);
}
