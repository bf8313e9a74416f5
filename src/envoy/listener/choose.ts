import { bool } from '../message.js';
import { prepared } from '../prepared.js';
import { findListener, type NotServing, type ProxyResources, type Resource } from '../proxy-resources.js';
import { fieldName, rawField } from '../resources/raw.js';
import { ipKey } from '../socket-ip.js';
import { type AddressTable, addressTable, binds } from './listener-addresses.js';

/** How a connection comes to the proxy. */
export type Arrival =
  /** Captured by the pod's rules; `capturePort` where they do not say 15001 and 15006. */
  | { how: 'outbound' | 'inbound'; ip: string; port: number; capturePort?: number }
  /** Not captured; `hostAddresses` are the addresses of the pod, when they are known. */
  | { how: 'direct'; ip: string; port: number; hostAddresses?: readonly string[] }
  /** By an endpoint with an internal address. */
  | { how: 'internal'; listener: string };

export type ListenerChoice =
  | {
      kind: 'listener';
      listener: Resource;
      /** `address`: it has this very address; `wildcard`: it has the port on all addresses. */
      by: 'address' | 'wildcard' | 'name';
    }
  | {
      /** The listener on the capture port serves the connection itself, with the original destination. */
      kind: 'capture';
      listener: Resource;
      /** It would have handed over to a listener for the destination, had there been one. */
      handsOver: boolean;
      /** Listeners for the destination that take no traffic yet, or were refused. */
      notServing: readonly NotServing[];
    }
  | {
      /** Nothing accepts: a direct call is refused; a captured one too, where the rules lead to a port without a listener. */
      kind: 'none';
      why: 'no listener' | 'no capture listener' | 'address of another host';
      notServing: readonly NotServing[];
    }
  | { kind: 'unknown' };

const useOriginalDst = fieldName('use_original_dst');
const internalListenerField = fieldName('internal_listener');

/**
 * Chooses the listener. A capture listener hands over to the listener for the original address, else for the port on all
 * addresses, whether those bind their port or not (Envoy's use_original_dst). Up to Istio 1.2 one capture listener on 15001
 * does so in both directions; the inbound one since then never does.
 */
export function chooseListener(resources: ProxyResources, arrival: Arrival): ListenerChoice {
  if (!resources.captured.has('listener')) return { kind: 'unknown' };
  if (arrival.how === 'internal') return internalListener(resources, arrival.listener);
  const { all, bound } = tables(resources);
  const notServing = notServingAt(resources, arrival.ip, arrival.port);
  if (arrival.how === 'direct') {
    if (isElsewhere(arrival.ip, arrival.hostAddresses))
      return { kind: 'none', why: 'address of another host', notServing };
    return lookup(bound, arrival.ip, arrival.port) ?? { kind: 'none', why: 'no listener', notServing };
  }

  const capture = captureListener(bound, arrival);
  if (capture === undefined) return { kind: 'none', why: 'no capture listener', notServing };
  const handsOver = bool(rawField(capture.raw, useOriginalDst)) === true;
  const target = handsOver ? lookup(all, arrival.ip, arrival.port) : undefined;
  if (target === undefined || target.listener === capture)
    return { kind: 'capture', listener: capture, handsOver, notServing };
  return target;
}

type Captured = Extract<Arrival, { how: 'outbound' | 'inbound' }>;

/** Istio 1.2 and older capture both directions on 15001; `virtualOutbound` is later and takes outbound connections only. */
function captureListener(bound: AddressTable, { how, ip, capturePort }: Captured): Resource | undefined {
  const ofDirection = lookup(bound, ip, capturePort ?? (how === 'outbound' ? 15001 : 15006))?.listener;
  if (ofDirection !== undefined || how === 'outbound' || capturePort !== undefined) return ofDirection;
  const shared = lookup(bound, ip, 15001)?.listener;
  return shared?.name === 'virtualOutbound' ? undefined : shared;
}

function internalListener(resources: ProxyResources, name: string): ListenerChoice {
  const listener = findListener(resources, name);
  if (typeof listener !== 'string' && isInternal(listener)) return { kind: 'listener', listener, by: 'name' };
  const notServing = resources.notServing.filter((waiting) => waiting.name === name && isInternal(waiting));
  return { kind: 'none', why: 'no listener', notServing };
}

function isInternal(listener: Resource): boolean {
  return rawField(listener.raw, internalListenerField) !== undefined;
}

/** Loopback and the pod's own addresses arrive here; without a list of them any address may. */
function isElsewhere(ip: string, hostAddresses: readonly string[] | undefined): boolean {
  if (hostAddresses === undefined || ip.startsWith('127.') || ip === '::1') return false;
  return !hostAddresses.some((own) => ipKey(own) === ipKey(ip));
}

interface Tables {
  all: AddressTable;
  bound: AddressTable;
}

const tables: (resources: ProxyResources) => Tables = prepared(({ listeners }: ProxyResources) => ({
  all: addressTable(listeners),
  bound: addressTable(listeners.filter(binds)),
}));

function lookup(
  table: AddressTable,
  ip: string,
  port: number,
): Extract<ListenerChoice, { kind: 'listener' }> | undefined {
  const exact = table.exact(ip, port);
  if (exact !== undefined) return { kind: 'listener', listener: exact, by: 'address' };
  const listener = table.wildcard(ip, port);
  return listener && { kind: 'listener', listener, by: 'wildcard' };
}

function notServingAt({ notServing }: ProxyResources, ip: string, port: number): readonly NotServing[] {
  return notServing.filter((candidate) => lookup(addressTable([candidate]), ip, port) !== undefined);
}
