import { quote } from '../report.js';
import { isAddress } from './addresses.js';
import { isDnsLabel } from './labels.js';

const longestName = 255;

function lengthProblem(name: string): string | undefined {
  if (name === '') return 'the name of a host must not be empty';
  return name.length > longestName ? `the name of a host must not be longer than ${longestName} characters` : undefined;
}

function labelsProblem(name: string): string | undefined {
  const labels = name.split('.');
  const top = labels.at(-1) ?? '';
  if (/^\d+$/.test(top)) return `${quote(name)} is no host: the last label must not be a number`;
  // A name may end in a dot.
  const wrong = labels.find((label, index) => !isDnsLabel(label) && !(label === '' && index === labels.length - 1));
  return wrong === undefined ? undefined : `${quote(name)} is no host: ${quote(wrong)} is no DNS label`;
}

/** What is wrong with a host without wildcards. */
export function nameProblem(name: string): string | undefined {
  return lengthProblem(name) ?? labelsProblem(name);
}

/** What is wrong with a host that may begin with a wildcard: `*`, `*.x`, `*x.y` or `*-x.y`. */
export function hostProblem(name: string): string | undefined {
  const problem = lengthProblem(name);
  if (problem !== undefined) return problem;
  const dot = name.indexOf('.');
  const first = dot < 0 ? name : name.slice(0, dot);
  const isWildcard = first.length <= 63 && (first === '*' || isDnsLabel(first.replace(/^\*-?/, '')));
  if (!isWildcard) return `${quote(name)} is no host: ${quote(first)} is neither a DNS label nor a wildcard`;
  return dot < 0 ? undefined : labelsProblem(name.slice(dot + 1));
}

/** Names that Istio makes up for AUTO_PASSTHROUGH gateways. */
const generatedName = 'outbound_';

/** What is wrong with a host of a VirtualService for gateways; with SNI it may be `outbound_.80_._.name.example`. */
export function gatewayRouteHostProblem(name: string, withSni: boolean): string | undefined {
  if (!withSni || !name.startsWith(generatedName) || name.length > longestName) return hostProblem(name);
  const [, port = '', , host] = name.split('_');
  const isGenerated = host !== undefined && /\d/.test(port) && /[a-zA-Z]/.test(host);
  return isGenerated ? undefined : `${quote(name)} is not of the form outbound_.<port>_._.<host>`;
}

/** `*x` or `a*`: the wildcard is only a part of a label. */
export function isPartialWildcard(name: string): boolean {
  return name.includes('*') && name !== '*' && !name.startsWith('*.');
}

/** What is wrong with the host behind the slash of a Gateway's or Sidecar's `namespace/host`. */
function scopedHostProblem(host: string, allowsAddress: boolean): string | undefined {
  if (host !== '*' && !host.includes('.')) {
    return `${quote(host)} must be a full name with a dot in it`;
  }
  const problem = hostProblem(host);
  if (problem !== undefined && !(allowsAddress && isAddress(host))) return problem;
  return isPartialWildcard(host) ? `${quote(host)} has a wildcard that is only a part of a label` : undefined;
}

/** What is wrong with a host of a Gateway: `[namespace/]host`. */
export function gatewayHostProblem(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return scopedHostProblem(text, true);
  const namespace = text.slice(0, slash);
  if (namespace !== '*' && namespace !== '.' && !isDnsLabel(namespace)) return `${quote(namespace)} is no namespace`;
  return scopedHostProblem(text.slice(slash + 1), true);
}

/** What is wrong with a host of a Sidecar: `namespace/host`; a ~ in front of the namespace takes it out (Istio 1.31). */
export function sidecarHostProblem(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return `${quote(text)} must be of the form namespace/host`;
  if (slash === 0) return 'the namespace must not be empty';
  const namespace = text.slice(text.startsWith('~') ? 1 : 0, slash);
  const isNamespace = namespace === '' || namespace === '*' || namespace === '.' || isDnsLabel(namespace);
  return isNamespace ? scopedHostProblem(text.slice(slash + 1), false) : `${quote(namespace)} is no namespace`;
}

/** Tells in time linear in the hosts which of them cover a name; a wildcard covers all names that end like it. */
export class HostSet {
  private readonly names = new Set<string>();
  /** By what stands behind the asterisk. */
  private readonly wildcards = new Set<string>();

  constructor(hosts: readonly string[] = []) {
    for (const host of hosts) this.add(host);
  }

  add(host: string): void {
    if (host.startsWith('*')) this.wildcards.add(host.slice(1));
    else this.names.add(host);
  }

  covers(host: string): boolean {
    if (!host.startsWith('*') && this.names.has(host)) return true;
    const name = host.startsWith('*') ? host.slice(1) : host;
    for (let start = 0; start <= Math.min(name.length, longestName); start++) {
      if (this.wildcards.has(name.slice(start))) return true;
    }
    return false;
  }
}
