import type { NetfilterRule } from '../facets.js';
import { allOrNone, type IstioRules, isDnsRedirect, isNotLoopbackHost, jumps } from './istio-rules.js';

/** What the rules that istio-cni makes in an ambient pod lack (Istio 1.21 and later), in words. */
export function* missingFromAmbient(istio: IstioRules): Generator<string> {
  yield* hooks(istio);
  yield* connectionMarks(istio);
  if (!istio.knows('nat')) return;
  yield* inbound(istio);
  yield* outbound(istio);
}

function* hooks(istio: IstioRules): Generator<string> {
  for (const table of ['nat', 'mangle', 'raw'] as const) {
    for (const [hook, chain] of [
      ['PREROUTING', 'ISTIO_PRERT'],
      ['OUTPUT', 'ISTIO_OUTPUT'],
    ] as const)
      if (istio.rules(table, chain).length > 0 && !jumps(istio.rules(table, hook), chain))
        yield `the jump from ${hook} to ${chain} in ${table}`;
  }
}

/** Replies to what ztunnel sent keep its mark, so that they are not redirected once more. */
function* connectionMarks(istio: IstioRules): Generator<string> {
  if (!istio.knows('mangle')) return;
  const sets = jumps(istio.rules('mangle', 'ISTIO_PRERT'), 'CONNMARK');
  const restores = istio
    .rules('mangle', 'ISTIO_OUTPUT')
    .some((rule) => rule.target === 'CONNMARK' || rule.target === 'MARK');
  if (!sets && capturesInbound(istio)) yield 'the mark of connections in ISTIO_PRERT of mangle';
  if (!restores) yield 'the restored mark in ISTIO_OUTPUT of mangle';
}

/** False for pods with ambient.istio.io/bypass-inbound-capture, whose connections no mark has to be set on up to 1.29. */
function capturesInbound(istio: IstioRules): boolean {
  return [...istio.rules('nat', 'ISTIO_PRERT'), ...istio.rules('mangle', 'ISTIO_PRERT')].some(
    (rule) => rule.target === 'ACCEPT',
  );
}

/**
 * Redirection to 15006, or TPROXY to 15006 and 15008 up to Istio 1.24. Pods with ambient.istio.io/bypass-inbound-capture
 * have neither, nor the exception for probes that goes with it.
 */
function* inbound(istio: IstioRules): Generator<string> {
  const nat = istio.rules('nat', 'ISTIO_PRERT').filter((rule) => rule.inInterface === undefined);
  const mangle = istio.rules('mangle', 'ISTIO_PRERT');
  const handovers = mangle.filter((rule) => rule.target === 'TPROXY');
  if (handovers.length > 0 || mangle.some((rule) => rule.target === 'ACCEPT')) {
    yield* allOrNone([
      ['the handover of inbound connections to port 15006', handovers.some((rule) => rule.toPort === 15006)],
      ['the handover of port 15008', handovers.some((rule) => rule.toPort === 15008)],
      ["the exception of the kubelet's probes in ISTIO_PRERT", acceptsHost(mangle, 'source')],
      [
        'the exception of the loopback interface in ISTIO_PRERT',
        mangle.some((rule) => rule.target === 'ACCEPT' && rule.inInterface === 'lo'),
      ],
      [
        'the exception of established connections in ISTIO_PRERT',
        mangle.some((rule) => rule.target === 'ACCEPT' && rule.matches !== undefined),
      ],
    ]);
  } else {
    yield* allOrNone([
      ['the redirection of inbound connections in ISTIO_PRERT', nat.some((rule) => rule.target === 'REDIRECT')],
      ["the exception of the kubelet's probes in ISTIO_PRERT", acceptsHost(nat, 'source')],
    ]);
  }
}

function acceptsHost(rules: readonly NetfilterRule[], field: 'source' | 'destination'): boolean {
  return rules.some((rule) => rule.target === 'ACCEPT' && rule[field] !== undefined && !rule[field].startsWith('!'));
}

function* outbound(istio: IstioRules): Generator<string> {
  const rules = istio.rules('nat', 'ISTIO_OUTPUT');
  const dns = rules.filter(isDnsRedirect);
  if (!rules.some((rule) => rule.target === 'REDIRECT' && !dns.includes(rule)))
    yield 'the redirection of outbound connections in ISTIO_OUTPUT';
  if (!acceptsHost(rules, 'destination')) yield "the exception of the kubelet's probes in ISTIO_OUTPUT";
  if (!rules.some((rule) => rule.target === 'ACCEPT' && rule.matches !== undefined))
    yield 'the exception of marked connections in ISTIO_OUTPUT';
  if (!rules.some((rule) => rule.target === 'ACCEPT' && isNotLoopbackHost(rule.destination)))
    yield 'the exception of the loopback interface in ISTIO_OUTPUT';
  yield* dnsParts(istio, dns);
}

/** Up to 1.23 Istio redirects UDP alone; since then TCP too, with conditions on the mark and zones of connection tracking. */
function* dnsParts(istio: IstioRules, dns: readonly NetfilterRule[]): Generator<string> {
  const [udp, tcp] = ['udp', 'tcp'].map((protocol) => dns.some((rule) => rule.protocol === protocol));
  const zones = ['ISTIO_OUTPUT', 'ISTIO_PRERT'].map((chain) => jumps(istio.rules('raw', chain), 'CT'));
  const [outgoing = false, incoming = false] = zones;
  const tracked = outgoing || incoming;
  if (!udp && (tcp || tracked)) yield 'the redirection of DNS over UDP in ISTIO_OUTPUT';
  if (!tcp && dns.some((rule) => rule.protocol === 'udp' && rule.matches !== undefined))
    yield 'the redirection of DNS over TCP in ISTIO_OUTPUT';
  yield* allOrNone([
    ['the connection tracking zone in ISTIO_OUTPUT of raw', outgoing],
    ['the connection tracking zone in ISTIO_PRERT of raw', incoming],
  ]);
}
