import { at, quote, type Report } from '../report.js';
import { map, type Read, record, text, uint32 } from '../schema.js';
import { isAddress, unixPathProblem, unixPrefix } from '../values/addresses.js';
import { nameProblem } from '../values/hosts.js';
import { checkLabels, isDnsLabel } from '../values/labels.js';
import { portProblem } from '../values/ports.js';

/** A port as the CRDs check it where istiod does not. */
export const crdPort: ReturnType<typeof uint32> = uint32({ min: 1, max: 65535 });

/** WorkloadEntries, the endpoints of ServiceEntries and the template of WorkloadGroups. */
export const workloadEntry = record({
  address: text({
    max: 256,
    rule: (address) => (address.startsWith(unixPrefix) ? unixPathProblem(address.slice(unixPrefix.length)) : undefined),
  }),
  ports: map(crdPort, { max: 128, rule: (name) => (isDnsLabel(name) ? undefined : 'is no DNS label') }),
  labels: map(text(), { max: 256 }),
  network: text({ max: 2048 }),
  locality: text({ max: 2048 }),
  weight: uint32(),
  serviceAccount: text({ max: 253 }),
});

export type WorkloadEntry = Read<typeof workloadEntry>;

interface Options {
  /** Names of the ports of the ServiceEntry around it. */
  servicePorts?: ReadonlySet<string>;
  allowsHostNames: boolean;
}

export function checkWorkloadEntry(entry: WorkloadEntry, field: string, report: Report, options: Options): void {
  const { address = '', network, ports, labels } = entry;
  if (address === '' && !network) {
    report.error(`${field}.address`, 'is required');
    return;
  }
  if (address === '') report.warn(`${field}.address`, 'is empty, so that the network stands alone');
  const isSocket = address.startsWith(unixPrefix);
  if (isSocket) checkSocket(entry, address, field, report, options);
  else if (address !== '' && !isAddress(address))
    checkHostName(address, `${field}.address`, report, options.allowsHostNames);
  checkEndpointPorts(ports, `${field}.ports`, report, options.servicePorts);
  checkLabels(labels, `${field}.labels`, report);
}

function checkSocket(
  entry: WorkloadEntry,
  address: string,
  field: string,
  report: Report,
  { servicePorts }: Options,
): void {
  const problem = unixPathProblem(address.slice(unixPrefix.length));
  if (problem !== undefined) report.error(`${field}.address`, problem);
  if (entry.ports?.size) report.error(`${field}.ports`, 'a Unix socket has no ports');
  if (servicePorts !== undefined && servicePorts.size !== 1) {
    report.error(`${field}.address`, 'a Unix socket fits ServiceEntries of one port only');
  }
}

export function checkHostName(address: string, field: string, report: Report, isAllowed: boolean): void {
  const problem = isAllowed ? nameProblem(address) : undefined;
  if (isAllowed && problem === undefined) return;
  report.error(field, `${quote(address)} is no IP address${isAllowed ? ' and no host name' : ''}`);
}

export function checkEndpointPorts(
  ports: WorkloadEntry['ports'],
  field: string,
  report: Report,
  servicePorts?: ReadonlySet<string>,
): void {
  for (const [name, port] of ports ?? []) {
    const here = at(field, name);
    if (servicePorts !== undefined && !servicePorts.has(name)) report.error(here, 'is no port of the ServiceEntry');
    if (!isDnsLabel(name)) report.error(here, `${quote(name)} is no DNS label`);
    const problem = portProblem(port);
    if (problem !== undefined) report.error(here, problem);
  }
}
