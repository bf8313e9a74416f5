import type { PodSpec } from '../facets.js';

const prefix = 'traffic.sidecar.istio.io/';

/** Ports of the sidecar itself, which injection excludes in every pod: health, metrics, status, HBONE, debugging. */
const ownPorts = ['15020', '15021', '15090', '15008', '15004'];

/** Traffic that an annotation keeps away from the sidecar. */
export interface CaptureExclusion {
  annotation: string;
  value: string;
  /** `outbound ports 9200`. */
  what: string;
}

/** What the annotations of a pod exclude; the values that injection with istio-cni writes by default exclude nothing. */
export function captureExclusions(pod: PodSpec): CaptureExclusion[] {
  return exclusionRules.flatMap(([name, describe]) => {
    const value = pod.annotations.get(prefix + name);
    const what = value === undefined ? undefined : describe(value.trim(), pod);
    return value === undefined || what === undefined ? [] : [{ annotation: prefix + name, value, what }];
  });
}

/** Application ports that clients reach without passing the sidecar. */
export function excludedInboundPorts({ annotations }: PodSpec): string[] {
  const status = annotations.get('status.sidecar.istio.io/port');
  const excluded = portsOf(annotations.get(`${prefix}excludeInboundPorts`) ?? '');
  return excluded.filter((port) => port !== status && !ownPorts.includes(port));
}

/** Whether a connection to a port of the pod passes the sidecar, as far as annotations say. */
export function passesSidecar(pod: PodSpec, port: number): boolean {
  const included = pod.annotations.get(`${prefix}includeInboundPorts`)?.trim();
  if (excludedInboundPorts(pod).includes(String(port))) return false;
  return included === undefined || included === '*' || portsOf(included).includes(String(port));
}

type Describe = (value: string, pod: PodSpec) => string | undefined;

const exclusionRules: readonly (readonly [annotation: string, describe: Describe])[] = [
  ['excludeInboundPorts', (_, pod) => listed('inbound ports', excludedInboundPorts(pod).join(', '))],
  ['excludeOutboundPorts', (value) => listed('outbound ports', value)],
  ['excludeOutboundIPRanges', (value) => listed('outbound addresses', value)],
  ['excludeInterfaces', (value) => listed('interfaces', value)],
  ['includeInboundPorts', (value, pod) => (includesAllPorts(value, pod) ? undefined : allBut('inbound ports', value))],
  ['includeOutboundIPRanges', (value) => (value === '*' ? undefined : allBut('outbound addresses', value))],
];

function listed(words: string, value: string): string | undefined {
  return value === '' ? undefined : `${words} ${value}`;
}

function allBut(words: string, value: string): string {
  return value === '' ? `all ${words}` : `all ${words} but ${value}`;
}

/** Injection of Istio 1.0 to 1.2 names the ports of the containers instead of `*`. */
function includesAllPorts(value: string, { containers }: PodSpec): boolean {
  if (value === '*') return true;
  const included = portsOf(value);
  return included.length > 0 && containers.every(({ ports }) => ports.every(({ port }) => isIncluded(port, included)));
}

function isIncluded(port: number, included: readonly string[]): boolean {
  return ownPorts.includes(String(port)) || included.includes(String(port));
}

function portsOf(value: string): string[] {
  return value
    .split(',')
    .map((port) => port.trim())
    .filter((port) => port !== '');
}
