import type { NetfilterRule } from '../facets.js';
import { allOrNone, type IstioRules, jumps } from './istio-rules.js';
import { missingPortExceptions } from './port-exceptions.js';

/** What interception mode TPROXY lacks: connections are marked in mangle and handed over with their addresses unchanged. */
export function* missingFromTransparentProxy(istio: IstioRules): Generator<string> {
  const entry = istio.rules('mangle', 'ISTIO_INBOUND');
  const handover = istio.rules('mangle', 'ISTIO_TPROXY');
  const divert = istio.rules('mangle', 'ISTIO_DIVERT');
  const entered = jumps(istio.rules('mangle', 'PREROUTING'), 'ISTIO_INBOUND');
  const captures = jumps(entry, 'ISTIO_TPROXY');
  if (captures && !entered) yield 'the jump from PREROUTING to ISTIO_INBOUND in mangle';
  if (entered && !captures) yield 'the jump from ISTIO_INBOUND to ISTIO_TPROXY in mangle';
  if (entered && !jumps(entry, 'ISTIO_DIVERT')) yield 'the jump from ISTIO_INBOUND to ISTIO_DIVERT in mangle';
  if (captures && !jumps(handover, 'TPROXY')) yield 'the handover to the proxy in ISTIO_TPROXY';
  for (const target of ['MARK', 'ACCEPT']) if (entered && !jumps(divert, target)) yield `${target} in ISTIO_DIVERT`;
  if (entered) yield* missingPortExceptions(istio, entry, 'ISTIO_TPROXY');
  yield* markings(istio, entry);
}

/** Connections keep their mark since Istio 1.9; the proxy's own are told apart by mark 1338 since 1.12. */
function* markings(istio: IstioRules, entry: readonly NetfilterRule[]): Generator<string> {
  const outgoing = istio.rules('mangle', 'OUTPUT');
  yield* allOrNone([
    ['the kept mark in PREROUTING of mangle', jumps(istio.rules('mangle', 'PREROUTING'), 'CONNMARK')],
    ['the restored mark in OUTPUT of mangle', outgoing.some(restoresMark)],
    [
      'the exception of marked packets in ISTIO_INBOUND',
      entry.some((rule) => isMarkReturn(rule) && rule.inInterface === undefined),
    ],
  ]);
  const marks = outgoing.filter((rule) => rule.target === 'MARK' && !restoresMark(rule));
  yield* allOrNone([
    ["the mark for the proxy's user in OUTPUT of mangle", marks.some((rule) => rule.uid !== undefined)],
    ["the mark for the proxy's group in OUTPUT of mangle", marks.some((rule) => rule.gid !== undefined)],
    ['the exception of marked packets in OUTPUT of mangle', outgoing.some(isMarkReturn)],
    [
      'the exception of 127.0.0.6 in ISTIO_INBOUND',
      entry.some((rule) => rule.target === 'RETURN' && rule.source !== undefined),
    ],
    [
      "the exception of the application's own calls in ISTIO_INBOUND",
      entry.some((rule) => isMarkReturn(rule) && rule.inInterface !== undefined),
    ],
  ]);
}

/** iptables restores a mark with CONNMARK, nftables by setting it from `ct mark`. */
function restoresMark(rule: NetfilterRule): boolean {
  return rule.target === 'CONNMARK' || (rule.target === 'MARK' && rule.targetOptions === 'ct mark');
}

function isMarkReturn(rule: NetfilterRule): boolean {
  return rule.target === 'RETURN' && rule.matches?.some((match) => match.includes('mark')) === true;
}
