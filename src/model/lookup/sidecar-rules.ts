import type { NetfilterRule } from '../facets.js';
import { missingFromDnsCapture } from './dns-capture-rules.js';
import { type IstioRules, isLoopbackHost, isNotLoopbackHost, jumps } from './istio-rules.js';
import { missingPortExceptions, portException } from './port-exceptions.js';
import { missingFromTransparentProxy } from './tproxy-rules.js';

/**
 * What the rules of a sidecar lack, in words. Istio's rules differ by version and by annotation, so nothing is compared
 * with a list: a part is missing when other parts need it, or when its twin (uid and gid, TCP and UDP) is there.
 * `minor` is the proxy's Istio 1.x version where it is known.
 */
export function* missingFromSidecar(istio: IstioRules, minor?: number): Generator<string> {
  yield* missingFromTransparentProxy(istio);
  if (!istio.knows('nat')) return;
  yield* redirection(istio);
  yield* inbound(istio, minor);
  yield* outbound(istio);
  yield* exceptions(istio, minor);
  yield* excludedInterfaces(istio);
  yield* missingFromDnsCapture(istio);
}

function* redirection(istio: IstioRules): Generator<string> {
  const tcp = istio.rules('nat', 'OUTPUT').filter((rule) => rule.protocol !== 'udp');
  if (!jumps(tcp, 'ISTIO_OUTPUT')) yield 'the jump from OUTPUT to ISTIO_OUTPUT';
  for (const chain of ['ISTIO_REDIRECT', 'ISTIO_IN_REDIRECT'])
    if (!jumps(istio.rules('nat', chain), 'REDIRECT')) yield `the redirection to the proxy in ${chain}`;
}

/** Neither the jump nor a port: inbound capture is switched off (includeInboundPorts is empty). */
function* inbound(istio: IstioRules, minor: number | undefined): Generator<string> {
  const rules = istio.rules('nat', 'ISTIO_INBOUND');
  const entered = jumps(istio.rules('nat', 'PREROUTING'), 'ISTIO_INBOUND');
  const captures = jumps(rules, 'ISTIO_IN_REDIRECT');
  if (captures && !entered) yield 'the jump from PREROUTING to ISTIO_INBOUND';
  if (entered && !captures && !capturesNoIpv6(istio)) yield 'the jump from ISTIO_INBOUND to ISTIO_IN_REDIRECT';
  if (entered) yield* missingPortExceptions(istio, rules, 'ISTIO_IN_REDIRECT');
  const tunnel =
    minor === undefined ? output(istio).some((rule) => rule.destinationPorts.includes('!15008')) : minor >= 7;
  if (tunnel && !rules.some((rule) => rule.destinationPorts.includes('15008'))) yield portException('15008');
}

/** Istio 1.3 and 1.4 forgot the capture of all inbound IPv6 ports. */
function capturesNoIpv6(istio: IstioRules): boolean {
  return (
    istio.family === 'ipv6' &&
    output(istio).some((rule) => isSelfCall(rule) && rule.uid === undefined && rule.gid === undefined)
  );
}

function output(istio: IstioRules): readonly NetfilterRule[] {
  return istio.rules('nat', 'ISTIO_OUTPUT');
}

/** A closing RETURN is written behind the ranges of includeOutboundIPRanges only. */
function* outbound(istio: IstioRules): Generator<string> {
  const rules = output(istio);
  const closes = rules.some((rule) => rule.target === 'RETURN' && isUnconditional(rule));
  if (closes && !capturesOutbound(istio)) yield 'the capture of outbound addresses in ISTIO_OUTPUT';
}

/** Some outbound connections of the application go to the proxy. */
export function capturesOutbound(istio: IstioRules): boolean {
  return output(istio).some((rule) => rule.target === 'ISTIO_REDIRECT' && !isSelfCall(rule));
}

export function capturesInbound(istio: IstioRules): boolean {
  return (
    jumps(istio.rules('nat', 'PREROUTING'), 'ISTIO_INBOUND') ||
    jumps(istio.rules('mangle', 'PREROUTING'), 'ISTIO_INBOUND')
  );
}

function isUnconditional(rule: NetfilterRule): boolean {
  const { destination, source, destinationPorts, uid, gid, outInterface, protocol, matches } = rule;
  return (
    destinationPorts.length === 0 &&
    [destination, source, uid, gid, outInterface, protocol, matches].every((value) => value === undefined)
  );
}

/** A call over the loopback interface to an address of the pod itself. */
function isSelfCall(rule: NetfilterRule): boolean {
  return (
    isNotLoopbackHost(rule.destination) && (rule.target === 'ISTIO_IN_REDIRECT' || rule.target === 'ISTIO_REDIRECT')
  );
}

/** What ISTIO_OUTPUT leaves alone: the proxy's own connections, and what stays on the loopback interface. */
function* exceptions(istio: IstioRules, minor: number | undefined): Generator<string> {
  const rules = output(istio);
  const selfCalls = rules.filter(isSelfCall);
  const returns = rules.filter((rule) => rule.target === 'RETURN');
  const passed = returns.filter((rule) => rule.destination === undefined && rule.destinationPorts.length === 0);
  if (!returns.some((rule) => isLoopbackHost(rule.destination)))
    yield 'the exception of loopback addresses in ISTIO_OUTPUT';
  const passesThrough = minor === undefined ? jumps(selfCalls, 'ISTIO_IN_REDIRECT') : minor >= 3;
  if (passesThrough && !returns.some((rule) => rule.source !== undefined))
    yield 'the exception of 127.0.0.6 in ISTIO_OUTPUT';
  if (owners(passed, 'uid').length === 0) yield "the exception of the proxy's user in ISTIO_OUTPUT";
  if (selfCalls.some((rule) => rule.uid === undefined && rule.gid === undefined)) {
    if (owners(passed, 'gid').length === 0) yield "the exception of the proxy's group in ISTIO_OUTPUT";
  } else yield* ownerRules(rules, selfCalls, passed);
}

type By = 'uid' | 'gid';

/** User or group ids that rules match without a negation. */
export function owners(rules: readonly NetfilterRule[], by: By): string[] {
  return rules.flatMap((rule) => (rule[by] === undefined || rule[by].startsWith('!') ? [] : [rule[by]]));
}

/** Ids whose owners are the only ones that a rule for the loopback interface does not let pass. */
function strangers(rules: readonly NetfilterRule[], by: By): string[] {
  const showsInterfaces = rules.some((rule) => rule.outInterface !== undefined);
  const local = rules.filter((rule) => rule.target === 'RETURN' && (!showsInterfaces || rule.outInterface === 'lo'));
  return local.flatMap((rule) => (rule[by]?.startsWith('!') ? [rule[by].slice(1)] : []));
}

/**
 * Since Istio 1.5 each of the proxy's users and groups has three rules: its calls to the pod's own address are captured,
 * loopback calls of everybody else are not, nor is the rest of its calls. The second is left out when
 * includeOutboundIPRanges has a loopback address.
 */
function* ownerRules(
  rules: readonly NetfilterRule[],
  selfCalls: readonly NetfilterRule[],
  passed: readonly NetfilterRule[],
): Generator<string> {
  const kinds = [
    ['uid', 'user'],
    ['gid', 'group'],
  ] as const;
  const found = kinds.map(([by, word]) => ({
    word,
    captured: owners(selfCalls, by),
    others: strangers(rules, by),
    passed: owners(passed, by),
  }));
  if (found.every(({ captured, others }) => captured.length + others.length === 0)) {
    // Rules of Istio 1.4 and earlier, without their one rule for self calls.
    if (found.every((kind) => kind.passed.length > 0))
      yield "the capture of calls to the pod's own address in ISTIO_OUTPUT";
    return;
  }
  const withOthers = found.some(({ others }) => others.length > 0);
  for (const kind of found) {
    const ids = new Set([...kind.captured, ...kind.others]);
    if (ids.size === 0) yield `the rules for the proxy's ${kind.word} in ISTIO_OUTPUT`;
    for (const id of ids) {
      if (!kind.captured.includes(id))
        yield `the capture of calls of ${kind.word} ${id} to the pod's own address in ISTIO_OUTPUT`;
      if (withOthers && !kind.others.includes(id))
        yield `the exception of loopback calls that are not of ${kind.word} ${id} in ISTIO_OUTPUT`;
      if (!kind.passed.includes(id)) yield `the exception of ${kind.word} ${id} in ISTIO_OUTPUT`;
    }
  }
}

/** An interface that is excluded (traffic.sidecar.istio.io/excludeInterfaces, Istio 1.11) is excluded both ways. */
function* excludedInterfaces(istio: IstioRules): Generator<string> {
  for (const table of ['nat', 'mangle'] as const) {
    const incoming = istio.rules(table, 'PREROUTING').map((rule) => rule.inInterface);
    for (const { target, protocol, outInterface } of istio.rules(table, 'OUTPUT')) {
      if (target !== 'RETURN' || protocol !== undefined || outInterface === undefined) continue;
      if (!incoming.includes(outInterface))
        yield `the exception of interface ${outInterface} in PREROUTING of ${table}`;
    }
  }
}
