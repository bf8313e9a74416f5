import type { NetfilterRule } from '../facets.js';
import { allOrNone, type IstioRules, isDnsRedirect, jumps } from './istio-rules.js';

/**
 * What the DNS capture of a sidecar lacks (ISTIO_META_DNS_CAPTURE, Istio 1.8 and later). The redirection stands in
 * OUTPUT and ISTIO_OUTPUT up to 1.24, then in ISTIO_OUTPUT_DNS; the zones of connection tracking stand in raw.
 */
export function* missingFromDnsCapture(istio: IstioRules): Generator<string> {
  const places = ['OUTPUT', 'ISTIO_OUTPUT', 'ISTIO_OUTPUT_DNS'];
  const redirects = places.flatMap((chain) => istio.rules('nat', chain)).filter(isDnsRedirect);
  yield* allOrNone(
    ['udp', 'tcp'].map((protocol) => [
      `the redirection of DNS over ${protocol.toUpperCase()}`,
      redirects.some((rule) => rule.protocol === protocol),
    ]),
  );
  yield* entrances(istio);
  if (redirects.length === 0) return;
  yield* loops(istio);
  yield* zones(istio);
}

function* entrances(istio: IstioRules): Generator<string> {
  const entrance = istio.rules('nat', 'OUTPUT');
  const output = istio.rules('nat', 'ISTIO_OUTPUT');
  if (istio.rules('nat', 'ISTIO_OUTPUT_DNS').length > 0 && !jumps([...entrance, ...output], 'ISTIO_OUTPUT_DNS'))
    yield 'the jump from ISTIO_OUTPUT to ISTIO_OUTPUT_DNS';
  const needsUdp = output.some((rule) => isDnsRedirect(rule) && rule.protocol === 'udp');
  if (needsUdp && !entrance.some((rule) => rule.target === 'ISTIO_OUTPUT' && rule.protocol !== 'tcp'))
    yield 'the jump of UDP from OUTPUT to ISTIO_OUTPUT';
}

/** Where queries are redirected before ISTIO_OUTPUT let the proxy pass, its own queries need an exception of their own. */
function* loops(istio: IstioRules): Generator<string> {
  const entrance = istio.rules('nat', 'OUTPUT');
  if (!entrance.some(isDnsRedirect)) return;
  for (const [by, word] of [
    ['uid', 'user'],
    ['gid', 'group'],
  ] as const) {
    if (!entrance.some((rule) => rule.target === 'RETURN' && rule[by] !== undefined))
      yield `the exception of DNS queries of the proxy's ${word} in OUTPUT`;
  }
}

/** Chains of raw, with the hook that enters each. */
const entered = [
  ['OUTPUT', 'ISTIO_OUTPUT'],
  ['OUTPUT', 'ISTIO_OUTPUT_DNS'],
  ['PREROUTING', 'ISTIO_INBOUND'],
] as const;

function* zones(istio: IstioRules): Generator<string> {
  const raw = (...chains: readonly string[]) => chains.flatMap((chain) => istio.rules('raw', chain));
  const outgoing = raw('OUTPUT', 'ISTIO_OUTPUT', 'ISTIO_OUTPUT_DNS').filter((rule) => rule.target === 'CT');
  const incoming = raw('PREROUTING', 'ISTIO_INBOUND').filter((rule) => rule.target === 'CT');
  for (const [hook, chain] of entered) {
    if (raw(chain).length > 0 && !jumps(raw(hook), chain)) yield `the jump from ${hook} to ${chain} in raw`;
  }
  if (outgoing.length + incoming.length === 0) return;
  for (const [by, word] of [
    ['uid', 'user'],
    ['gid', 'group'],
  ] as const)
    yield* zonesOf(outgoing, by, word);
  // Without a server of this family in resolv.conf there are neither.
  yield* allOrNone([
    ['the zone of queries in raw', outgoing.some((rule) => rule.uid === undefined && rule.gid === undefined)],
    ['the zone of answers in raw', incoming.length > 0],
  ]);
}

function* zonesOf(outgoing: readonly NetfilterRule[], by: 'uid' | 'gid', word: string): Generator<string> {
  const ids = new Set(outgoing.flatMap((rule) => rule[by] ?? []));
  if (ids.size === 0) yield `the zones of the proxy's ${word} in raw`;
  for (const id of ids) {
    const own = outgoing.filter((rule) => rule[by] === id);
    yield* allOrNone([
      [`the zone of queries of ${word} ${id} in raw`, own.some((rule) => rule.destinationPorts.length > 0)],
      [`the zone of answers to ${word} ${id} in raw`, own.some((rule) => rule.sourcePorts !== undefined)],
    ]);
  }
}
