import { checkExportTo } from '../parts/export-to.js';
import { checkLabelSelector, labelSelector } from '../parts/selector.js';
import {
  checkEndpointPorts,
  checkHostName,
  checkWorkloadEntry,
  crdPort,
  workloadEntry,
} from '../parts/workload-entry.js';
import { at, quote, type Report } from '../report.js';
import { choice, list, type Read, record, text } from '../schema.js';
import { isAddress, subnetProblem } from '../values/addresses.js';
import { hostProblem, isPartialWildcard, nameProblem } from '../values/hosts.js';
import { checkLabels, isDnsLabel } from '../values/labels.js';
import { portProblem, protocolClass, protocolProblem } from '../values/ports.js';
import { defineRules, type Header } from './kind.js';

const port = record(
  { number: crdPort, protocol: text({ max: 256 }), name: text({ max: 256 }), targetPort: crdPort },
  { required: ['number', 'name'] },
);

const spec = record(
  {
    hosts: list(text(), { min: 1, max: 256 }),
    addresses: list(text({ max: 64 }), { max: 256 }),
    ports: list(port, { max: 256, key: 'name' }),
    location: choice('MESH_EXTERNAL', 'MESH_INTERNAL'),
    resolution: choice('NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'),
    endpoints: list(workloadEntry, { max: 4096 }),
    workloadSelector: labelSelector,
    exportTo: list(text()),
    subjectAltNames: list(text()),
  },
  { required: ['hosts'], oneOf: [['workloadSelector', 'endpoints']] },
);

type Spec = Read<typeof spec>;

export const serviceEntry = defineRules({
  group: 'networking.istio.io',
  kind: 'ServiceEntry',
  spec,
  requiresSpec: true,
  check(spec, report, header) {
    const { hosts = [], ports = [], resolution = 'NONE' } = spec;
    checkLabelSelector(spec.workloadSelector, report);
    if (spec.workloadSelector && spec.endpoints)
      report.error('spec', 'can have only one of workloadSelector and endpoints');
    checkHosts(spec, report);
    checkAddresses(spec, report);
    checkPorts(spec, header, report);
    byResolution[resolution](spec, report, header);
    // Only the host that HTTP and TLS requests name tells several hosts of one port apart.
    const isAmbiguous = resolution !== 'NONE' && hosts.length > 1;
    const plain = ports.findIndex(({ protocol }) => !['http', 'tls'].includes(protocolClass(protocol) ?? ''));
    if (isAmbiguous && plain >= 0)
      report.error(`spec.ports[${plain}].protocol`, 'several hosts need ports of HTTP or TLS');
    checkExportTo(spec.exportTo, header.namespace, report, { allowsNobody: true });
  },
});

function checkHosts({ hosts = [], resolution }: Spec, report: Report): void {
  if (hosts.length === 0) report.error('spec.hosts', 'must have a host in it');
  for (const [index, host] of hosts.entries()) {
    const field = at('spec.hosts', index);
    const problem = host === '*' ? 'must be a host, not all of them' : hostProblem(host);
    if (problem !== undefined) report.error(field, problem);
    else if (resolution !== 'DYNAMIC_DNS' && isPartialWildcard(host)) {
      report.warn(field, `${quote(host)} has a wildcard that is only a part of a label`);
    }
  }
}

function checkAddresses({ addresses = [], resolution = 'NONE' }: Spec, report: Report): void {
  for (const [index, address] of addresses.entries()) {
    const field = at('spec.addresses', index);
    const problem = subnetProblem(address);
    if (problem !== undefined) report.error(field, problem);
    if (address.includes('/') && resolution !== 'NONE' && resolution !== 'STATIC') {
      report.error(field, `CIDR blocks do not go with resolution ${resolution}`);
    }
  }
}

const autoAllocationLabel = 'networking.istio.io/enable-autoallocate-ip';

function checkPorts(
  { ports = [], addresses = [], resolution = 'NONE' }: Spec,
  { labels }: Header,
  report: Report,
): void {
  const getsAddress = resolution !== 'NONE' && labels.get(autoAllocationLabel)?.toLowerCase() !== 'false';
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const [index, { number = 0, name = '', protocol = '', targetPort }] of ports.entries()) {
    const field = at('spec.ports', index);
    if (names.has(name)) report.error(`${field}.name`, 'is the name of another port');
    else if (!isDnsLabel(name)) report.error(`${field}.name`, `${quote(name)} is no DNS label`);
    if (numbers.has(number)) report.error(`${field}.number`, 'is the number of another port');
    names.add(name);
    numbers.add(number);
    const problems = {
      number: portProblem(number),
      targetPort: targetPort ? portProblem(targetPort) : undefined,
      protocol: protocolProblem(protocol),
    };
    for (const [key, problem] of Object.entries(problems))
      if (problem !== undefined) report.error(at(field, key), problem);
    if (addresses.length === 0 && !getsAddress && (protocol === '' || protocol === 'TCP')) {
      report.warn('spec.addresses', 'are needed for TCP ports: without one the port is captured for all addresses');
    }
  }
}

type ByResolution = (spec: Spec, report: Report, header: Header) => void;

const byResolution: Record<NonNullable<Spec['resolution']>, ByResolution> = {
  NONE({ endpoints, workloadSelector }, report) {
    if (endpoints !== undefined) report.error('spec.endpoints', 'do not go with resolution NONE');
    if (workloadSelector !== undefined) report.warn('spec.workloadSelector', 'has no effect with resolution NONE');
  },
  STATIC({ endpoints = [], ports = [] }, report) {
    const servicePorts = new Set(ports.map(({ name = '' }) => name));
    for (const [index, endpoint] of endpoints.entries()) {
      checkWorkloadEntry(endpoint, at('spec.endpoints', index), report, { servicePorts, allowsHostNames: false });
    }
  },
  DNS: checkDns,
  DNS_ROUND_ROBIN(spec, report) {
    checkDns(spec, report);
    if ((spec.endpoints?.length ?? 0) > 1)
      report.error('spec.endpoints', 'can be one only with resolution DNS_ROUND_ROBIN');
  },
  DYNAMIC_DNS: checkDynamicDns,
};

function checkDns({ hosts = [], endpoints = [], addresses = [], ports = [], resolution }: Spec, report: Report): void {
  const unresolvable = endpoints.length > 0 ? -1 : hosts.findIndex((host) => nameProblem(host) !== undefined);
  if (unresolvable >= 0) {
    report.error(
      at('spec.hosts', unresolvable),
      `must be a plain host name, or have endpoints, with resolution ${resolution}`,
    );
  }
  const servicePorts = new Set(ports.map(({ name = '' }) => name));
  for (const [index, { address = '', labels, ports }] of endpoints.entries()) {
    const field = at('spec.endpoints', index);
    if (!isAddress(address)) checkHostName(address, `${field}.address`, report, true);
    checkLabels(labels, `${field}.labels`, report);
    checkEndpointPorts(ports, `${field}.ports`, report, servicePorts);
  }
  const hasTcp = ports.some(({ protocol }) => ['tcp', 'tls'].includes(protocolClass(protocol) ?? ''));
  if (addresses.length > 0 && hosts.length > 1 && hasTcp) {
    report.warn('spec.hosts', 'should be one only beside addresses and a TCP port');
  }
}

/** What Envoy's dynamic forward proxy can do. */
const dynamicProtocols: readonly string[] = ['http', 'http2', 'grpc', 'tls'];

function checkDynamicDns(
  { hosts = [], addresses, endpoints, ports = [], location }: Spec,
  report: Report,
  { labels }: Header,
): void {
  const plain = hosts.findIndex((host) => !host.startsWith('*'));
  if (plain >= 0) report.error(at('spec.hosts', plain), 'must be a wildcard with resolution DYNAMIC_DNS');
  if (addresses !== undefined) report.error('spec.addresses', 'do not go with resolution DYNAMIC_DNS');
  if (endpoints !== undefined) report.error('spec.endpoints', 'do not go with resolution DYNAMIC_DNS');
  for (const [index, { protocol = '' }] of ports.entries()) {
    if (dynamicProtocols.includes(protocol.toLowerCase())) continue;
    report.error(`spec.ports[${index}].protocol`, 'must be HTTP, HTTP2, GRPC or TLS with resolution DYNAMIC_DNS');
  }
  const waypoint = labels.get('istio.io/use-waypoint')?.toLowerCase() ?? '';
  if (location === 'MESH_INTERNAL' && waypoint !== '' && waypoint !== 'none') {
    report.error('spec.location', 'MESH_INTERNAL does not go with resolution DYNAMIC_DNS and a waypoint');
  }
}
