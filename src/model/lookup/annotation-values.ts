import { parseRange } from '../../core/ip.js';

type Problem = string | undefined;

/**
 * What is wrong with the value of an annotation that the injector validates (pkg/kube/inject/validate.go, Istio 1.30);
 * absent when nothing is, or when nobody checks it. It refuses to inject a pod with a wrong one.
 */
export function annotationProblem(name: string, value: string): Problem {
  return problems.get(name)?.(value);
}

const problems = new Map<string, (value: string) => Problem>([
  ['sidecar.istio.io/interceptionMode', interceptionMode],
  ['status.sidecar.istio.io/port', port],
  ['readiness.status.sidecar.istio.io/initialDelaySeconds', seconds],
  ['readiness.status.sidecar.istio.io/periodSeconds', seconds],
  ['readiness.status.sidecar.istio.io/failureThreshold', seconds],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', orAll(ranges)],
  ['traffic.sidecar.istio.io/excludeOutboundIPRanges', ranges],
  ['traffic.sidecar.istio.io/includeInboundPorts', orAll(ports)],
  ['traffic.sidecar.istio.io/excludeInboundPorts', ports],
  ['traffic.sidecar.istio.io/excludeOutboundPorts', ports],
  ['traffic.sidecar.istio.io/excludeInterfaces', interfaces],
  ['traffic.sidecar.istio.io/kubevirtInterfaces', interfaces],
  ['istio.io/reroute-virtual-interfaces', interfaces],
  ['prometheus.istio.io/merge-metrics', flag],
  ['proxy.istio.io/config', proxyConfig],
  ['sidecar.istio.io/proxyCPU', quantity],
  ['sidecar.istio.io/proxyCPULimit', quantity],
  ['sidecar.istio.io/proxyMemory', quantity],
  ['sidecar.istio.io/proxyMemoryLimit', quantity],
]);

function orAll(check: (value: string) => Problem): (value: string) => Problem {
  return (value) => (value === '*' ? undefined : check(value));
}

function interceptionMode(value: string): Problem {
  return ['REDIRECT', 'TPROXY', 'NONE'].includes(value) ? undefined : 'it must be REDIRECT, TPROXY or NONE';
}

function port(value: string): Problem {
  const text = value.trim();
  return isUnsigned(text, 65535) ? undefined : `${shown(text)} is no port`;
}

function ports(value: string): Problem {
  return value.trim() === '' ? undefined : first(value.split(','), port);
}

function seconds(value: string): Problem {
  return isUnsigned(value, 4294967295) ? undefined : `${shown(value)} is no whole number`;
}

function ranges(value: string): Problem {
  return value === '' ? undefined : first(value.split(','), range);
}

function range(value: string): Problem {
  return value.includes('/') && !value.includes('%') && parseRange(value) !== undefined
    ? undefined
    : `${shown(value)} is no range of addresses such as 10.0.0.0/8`;
}

function interfaces(value: string): Problem {
  if (value === '') return undefined;
  return first(value.split(','), (part) => {
    const name = part.trim();
    return name.length <= 15 && /^[a-zA-Z][a-zA-Z0-9_.-]*$/.test(name)
      ? undefined
      : `${shown(name)} is no name of an interface`;
  });
}

const flags = new Set(['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False']);

function flag(value: string): Problem {
  return flags.has(value) ? undefined : 'it must be true or false';
}

/** A quantity of Kubernetes: `100m`, `1.5`, `128Mi`, `2e3`. */
function quantity(value: string): Problem {
  const isQuantity =
    value.length <= 64 && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.test(value);
  return isQuantity ? undefined : `${shown(value)} is no quantity such as 100m or 128Mi`;
}

const numberFields = new Set(['concurrency', 'statusPort', 'proxyAdminPort', 'statNameLength']);

/** The YAML of a ProxyConfig, as far as its top level tells without a YAML parser. */
function proxyConfig(value: string): Problem {
  const lines = value.split('\n', 500).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  if (value.trimStart().startsWith('{')) return undefined;
  if (lines.some((line) => /^ *\t/.test(line))) return 'it is indented with a tab, which YAML does not allow';
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  const [only, ...others] = lines;
  if (only !== undefined && others.length === 0 && !only.includes(':')) return 'it must be fields of a ProxyConfig';
  return first(lines, (line) => numberProblem(line.slice(indent)));
}

function numberProblem(line: string): Problem {
  const colon = line.indexOf(':');
  const key = line.slice(0, Math.max(colon, 0));
  if (!numberFields.has(key)) return undefined;
  const given =
    line
      .slice(colon + 1)
      .split('#', 1)[0]
      ?.trim() ?? '';
  const digits = given.replaceAll(/["']/g, '');
  return digits === '' || digits === 'null' || isUnsigned(digits, 4294967295)
    ? undefined
    : `${shown(given)} is no number for ${key}`;
}

function isUnsigned(text: string, most: number): boolean {
  return /^\d{1,20}$/.test(text) && Number(text) <= most;
}

function first(parts: readonly string[], check: (part: string) => Problem): Problem {
  for (const part of parts) {
    const problem = check(part);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function shown(value: string): string {
  return `"${value.length > 60 ? `${value.slice(0, 59)}…` : value}"`;
}
