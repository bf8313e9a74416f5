import type { Evidence } from '../core/evidence.js';
import { isLoopback, parseIp, sameAddress } from '../core/ip.js';
import type { Container, MeshFacts, Netfilter, NetfilterRule, PodSpec } from '../model/facets.js';
import { type CaptureSettings, captureSettings } from '../model/lookup/capture-settings.js';
import { isAmbientPod } from '../model/lookup/in-mesh.js';
import { applicationContainers, citePod, proxyContainer } from '../model/lookup/pods.js';
import { proxyMinor } from '../model/lookup/proxy-version.js';
import { fateByRules } from './captured-rules.js';
import { type Declared, declaredInbound, declaredOutbound } from './declared-capture.js';
import type { Fate } from './packet-filter.js';

export interface CaptureQuestion {
  pod: PodSpec;
  /** `outbound`: the application of the pod calls; `inbound`: somebody calls the pod from outside it. */
  direction: 'outbound' | 'inbound';
  /** Of an inbound call: the pod's own address and the container's port. */
  destination: { address: string; port: number };
  /** Caller of an inbound call. */
  source?: string;
  protocol?: 'tcp' | 'udp';
  /** The container that calls; absent: whichever. */
  container?: string;
}

export interface CaptureSources {
  mesh: MeshFacts;
  podNetfilter?: readonly Netfilter[];
}

export type Captured =
  /** The connection arrives at the sidecar's listener on this port. */
  | { by: 'sidecar'; port: number; mode: 'REDIRECT' | 'TPROXY' }
  /** The ztunnel of the node takes it. */
  | { by: 'ambient' }
  | { by: 'none'; reason: Uncaptured };

export type Uncaptured =
  | 'no-proxy'
  | 'gateway'
  | 'host-network'
  | 'proxy-user'
  | 'loopback'
  | 'own-address'
  | 'not-tcp'
  | 'excluded'
  | 'dropped';

export interface CaptureCondition {
  condition: 'APP_RUNS_AS_PROXY_USER' | 'CAPTURE_DRIFT';
  detail: string;
  evidence: readonly Evidence[];
}

export type CaptureResult =
  | {
      status: 'matched' | 'assumed';
      captured: Captured;
      because: string;
      conditions: readonly CaptureCondition[];
      evidence: readonly Evidence[];
    }
  | { status: 'unknown'; because: string; evidence: readonly Evidence[] };

/** Whether a proxy takes a connection: by the rules of the pod's network where they were saved, else by its settings. */
export function capture(question: CaptureQuestion, sources: CaptureSources): CaptureResult {
  const { pod, direction } = question;
  if (pod.hostNetwork) return untouched(question, 'host-network', 'the pod uses the network of its node');
  const proxy = pod.containers.find(({ name, kind }) => name === proxyContainer && kind !== 'init');
  if (proxy === undefined) {
    if (isAmbientPod(pod)) return decided({ by: 'ambient' }, 'the pod is in ambient mode', [citeRedirection(pod)]);
    return untouched(question, 'no-proxy', 'the pod has no proxy');
  }
  const applications = applicationContainers(pod);
  if (applications.length === 0) return untouched(question, 'gateway', 'the pod is a proxy without an application');
  const settings = captureSettings(pod);
  const users = settings.uids ?? ['1337'];
  const asProxy = direction === 'outbound' ? runningAs(users, pod, applications) : [];
  const conditions = asProxy.map((container) => proxyUser(pod, container));
  const callers = applications.filter(({ name }) => question.container === undefined || name === question.container);
  if (callers.length > 0 && callers.every((container) => asProxy.includes(container)))
    return decided(
      { by: 'none', reason: 'proxy-user' },
      `the application runs as user ${users.join(', ')}, like the proxy`,
      conditions.flatMap(({ evidence }) => evidence),
      conditions,
    );
  return byAddress(question) ?? byRulesAndSettings(question, sources, settings, conditions);
}

function untouched({ pod }: CaptureQuestion, reason: Uncaptured, because: string): CaptureResult {
  return decided({ by: 'none', reason }, because, [pod.source]);
}

function decided(
  captured: Captured,
  because: string,
  evidence: readonly Evidence[],
  conditions: readonly CaptureCondition[] = [],
): CaptureResult {
  return { status: 'matched', captured, because, conditions, evidence };
}

function citeRedirection(pod: PodSpec): Evidence {
  return citePod(pod, 'metadata.annotations["ambient.istio.io/redirection"]', 'enabled');
}

/** A container without a user runs as that of its image, which is never the proxy's. */
function runningAs(users: readonly string[], pod: PodSpec, containers: readonly Container[]): readonly Container[] {
  return containers.filter(
    ({ runAsUser = pod.runAsUser }) => runAsUser !== undefined && users.includes(`${runAsUser}`),
  );
}

function proxyUser(pod: PodSpec, { name, runAsUser }: Container): CaptureCondition {
  const isOwn = runAsUser !== undefined;
  const field = isOwn
    ? `spec.containers[${pod.containers.findIndex((container) => container.name === name)}].securityContext.runAsUser`
    : 'spec.securityContext.runAsUser';
  const user = `${runAsUser ?? pod.runAsUser}`;
  return {
    condition: 'APP_RUNS_AS_PROXY_USER',
    detail: `container ${name} runs as user ${user}, whose connections the sidecar does not capture`,
    evidence: [citePod(pod, field, user)],
  };
}

/** What no setting changes. */
function byAddress(question: CaptureQuestion): CaptureResult | undefined {
  const { pod, direction, destination, protocol = 'tcp' } = question;
  const ip = parseIp(destination.address);
  if (direction === 'outbound' && ip !== undefined && isLoopback(ip))
    return untouched(question, 'loopback', 'the destination is the loopback address');
  if (direction === 'outbound' && pod.ips.some((own) => sameAddress(own, destination.address)))
    return untouched(question, 'own-address', "the destination is the pod's own address, which is reached over lo");
  return protocol === 'tcp' ? undefined : untouched(question, 'not-tcp', 'only TCP is captured');
}

function byRulesAndSettings(
  question: CaptureQuestion,
  sources: CaptureSources,
  settings: CaptureSettings,
  conditions: readonly CaptureCondition[],
): CaptureResult {
  const { pod, direction, destination } = question;
  const declared =
    direction === 'outbound' ? declaredOutbound(settings, destination) : declaredInbound(settings, destination.port);
  const found = fateByRules(question, sources.podNetfilter ?? []);
  if (found === undefined)
    return decided(bySettings(question, settings, sources, declared), declared.because, [pod.source], conditions);
  const evidence = [citeRule(found.netfilter, found.fate.rule)];
  if (found.fate.kind === 'unknown') return { status: 'unknown', because: found.fate.because, evidence };
  const captured = byFate(found.fate);
  const isCaptured = captured.by === 'sidecar';
  const drift = isCaptured === declared.captured ? [] : [captureDrift(isCaptured, declared, evidence)];
  return {
    status: found.netfilter.hidden === undefined ? 'matched' : 'assumed',
    captured,
    because: found.netfilter.hidden ?? `the rules of the pod ${isCaptured ? 'redirect' : 'leave'} the connection`,
    conditions: [...conditions, ...drift],
    evidence,
  };
}

function bySettings(
  { pod, direction }: CaptureQuestion,
  { proxyPort = 15001, inboundPort, mode }: CaptureSettings,
  { mesh }: CaptureSources,
  { captured }: Declared,
): Captured {
  if (!captured) return { by: 'none', reason: 'excluded' };
  const minor = proxyMinor(pod, mesh);
  // One listener takes both directions up to Istio 1.2.
  const inbound = inboundPort ?? (minor !== undefined && minor < 3 ? proxyPort : 15006);
  const isTransparent = direction === 'inbound' && mode === 'TPROXY';
  return {
    by: 'sidecar',
    port: direction === 'outbound' ? proxyPort : inbound,
    mode: isTransparent ? 'TPROXY' : 'REDIRECT',
  };
}

function byFate(fate: Exclude<Fate, { kind: 'unknown' }>): Captured {
  if (fate.kind === 'redirected')
    return { by: 'sidecar', port: fate.port, mode: fate.rule.target === 'TPROXY' ? 'TPROXY' : 'REDIRECT' };
  return { by: 'none', reason: fate.kind === 'dropped' ? 'dropped' : 'excluded' };
}

function captureDrift(isCaptured: boolean, { because }: Declared, evidence: readonly Evidence[]): CaptureCondition {
  const rules = isCaptured ? 'capture the connection' : 'do not capture the connection';
  return { condition: 'CAPTURE_DRIFT', detail: `the rules ${rules}, though ${because}`, evidence };
}

function citeRule({ source }: Netfilter, rule: NetfilterRule | undefined): Evidence {
  return rule === undefined ? source : { ...source, line: rule.line, excerpt: rule.excerpt };
}
