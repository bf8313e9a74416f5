import { fractionalPercent } from './fraction.js';
import { type HeaderValues, matchHeader } from './header-match.js';
import { isMessage, type Message, message, messages, milliseconds, number, text } from './message.js';
import { every, type Truth } from './truth.js';

/** What a fault filter does to some of the requests. */
export interface Fault {
  /** Flag DI. */
  delay?: { milliseconds?: number; chance: number };
  /** Flag FI, details `fault_filter_abort`; without a status it depends on the request. */
  abort?: { status?: number; chance: number };
  /** Unknown where a condition cannot be told. */
  applies: Truth;
}

/** The faults of an HTTPFault config (the route's own replaces the filter's); undefined where there are none for the request. */
export function faultOf(config: Message, headers: HeaderValues, cluster: string | undefined): Fault | undefined {
  const applies = every([onCluster(config, cluster), onHeaders(config, headers), onNodes(config)], (holds) => holds);
  const delay = isMessage(config.delay) ? delayOf(config.delay) : undefined;
  const abort = isMessage(config.abort) ? abortOf(config.abort) : undefined;
  if (applies === false || (delay === undefined && abort === undefined)) return undefined;
  return { ...(delay && { delay }), ...(abort && { abort }), applies };
}

function onCluster(config: Message, cluster: string | undefined): Truth {
  const wanted = text(config.upstream_cluster);
  if (wanted === undefined || wanted === '') return true;
  return cluster === undefined ? 'unknown' : wanted === cluster;
}

function onHeaders(config: Message, headers: HeaderValues): Truth {
  return every(messages(config.headers), (matcher) => matchHeader(matcher, headers));
}

/** Envoy compares the header x-envoy-downstream-service-node. */
function onNodes({ downstream_nodes: nodes }: Message): Truth {
  return Array.isArray(nodes) && nodes.length > 0 ? 'unknown' : true;
}

function delayOf(delay: Message): Fault['delay'] {
  const chance = chanceOf(delay);
  if (chance === 0) return undefined;
  const length = milliseconds(delay.fixed_delay) ?? milliseconds(delay.fixed_duration_sec);
  return { chance, ...(length !== undefined && { milliseconds: length }) };
}

function abortOf(abort: Message): Fault['abort'] {
  const chance = chanceOf(abort);
  if (chance === 0) return undefined;
  const status = number(abort.http_status) ?? (abort.grpc_status === undefined ? undefined : 200);
  return { chance, ...(status !== undefined && { status }) };
}

/** `percent` is the whole number of Envoy 1.6 and older. */
function chanceOf(fault: Message): number {
  if (isMessage(fault.percentage)) return fractionalPercent(fault.percentage);
  return Math.min(1, (number(message(fault).percent) ?? 0) / 100);
}
