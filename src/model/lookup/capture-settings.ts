import type { Labels, Netfilter, PodSpec } from '../facets.js';
import { proxyContainer } from './pods.js';

/** What a pod asks the redirection of its traffic to be; absent where nothing says it. */
export interface CaptureSettings {
  proxyPort?: number;
  inboundPort?: number;
  /** Users that the proxy runs as. */
  uids?: readonly string[];
  /** REDIRECT, TPROXY or NONE. */
  mode?: string;
  /** `*`, a list, or empty for none. */
  outboundRanges?: string;
  outboundPorts?: string;
  inboundPorts?: string;
  /** Lists of what is left out. */
  excludedOutboundRanges?: string;
  excludedOutboundPorts?: string;
  excludedInboundPorts?: string;
}

/** Containers that are called with the settings: istio-init sets the rules, istio-validation checks those of istio-cni. */
const initContainers = ['istio-init', 'istio-validation'];

/** From the trace of istio-init, the arguments of its container, and annotations, which injection completes for istio-cni. */
export function captureSettings(pod: PodSpec | undefined, trace?: Netfilter['settings']): CaptureSettings {
  const init = pod?.containers.find((container) => initContainers.includes(container.name))?.args ?? [];
  const annotations: Labels = pod?.annotations ?? new Map();
  const proxyPort = trace?.proxyPort ?? port(after(init, '-p'));
  const inboundPort = trace?.inboundPort ?? port(after(init, '-z'));
  const uids = trace?.uids ?? after(init, '-u')?.split(',') ?? ownUser(pod);
  const mode = after(init, '-m') ?? annotations.get('sidecar.istio.io/interceptionMode');
  const outboundRanges = after(init, '-i') ?? annotations.get('traffic.sidecar.istio.io/includeOutboundIPRanges');
  const outboundPorts = after(init, '-q') ?? annotations.get('traffic.sidecar.istio.io/includeOutboundPorts');
  const inboundPorts = after(init, '-b') ?? annotations.get('traffic.sidecar.istio.io/includeInboundPorts');
  const annotation = (name: string) => annotations.get(`traffic.sidecar.istio.io/${name}`);
  const excludedOutboundRanges = after(init, '-x') ?? annotation('excludeOutboundIPRanges');
  const excludedOutboundPorts = after(init, '-o') ?? annotation('excludeOutboundPorts');
  const excludedInboundPorts = after(init, '-d') ?? annotation('excludeInboundPorts');
  return {
    ...(proxyPort !== undefined && { proxyPort }),
    ...(inboundPort !== undefined && { inboundPort }),
    ...(uids !== undefined && { uids }),
    ...(mode !== undefined && { mode }),
    ...(outboundRanges !== undefined && { outboundRanges }),
    ...(outboundPorts !== undefined && { outboundPorts }),
    ...(inboundPorts !== undefined && { inboundPorts }),
    ...(excludedOutboundRanges !== undefined && { excludedOutboundRanges }),
    ...(excludedOutboundPorts !== undefined && { excludedOutboundPorts }),
    ...(excludedInboundPorts !== undefined && { excludedInboundPorts }),
  };
}

function after(args: readonly string[], flag: string): string | undefined {
  const at = args.indexOf(flag);
  return at < 0 ? undefined : args[at + 1];
}

function port(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function ownUser(pod: PodSpec | undefined): string[] | undefined {
  const user = pod?.containers.find((container) => container.name === proxyContainer)?.runAsUser;
  return user === undefined ? undefined : [String(user)];
}
