import { bool, message, messages, number, text } from '../message.js';
import type { Resource } from '../proxy-resources.js';
import { fieldName, rawField } from '../resources/raw.js';
import { ipKey } from '../socket-ip.js';

/** Listeners by address and port. Of two with one address the first counts: Envoy refuses the second. */
export interface AddressTable {
  /** A listener with this very address. */
  exact: (ip: string, port: number) => Resource | undefined;
  /** A listener with the port on all addresses of the family; IPv6 sockets may take IPv4 connections too. */
  wildcard: (ip: string, port: number) => Resource | undefined;
}

export function addressTable(listeners: readonly Resource[]): AddressTable {
  const table = new Map<string, Resource>();

  function add(listener: Resource, key: string): void {
    if (!table.has(key)) table.set(key, listener);
  }

  const withAddresses = listeners.map((listener) => [listener, tcpAddresses(listener)] as const);
  for (const [listener, addresses] of withAddresses) {
    for (const { ip, port } of addresses) add(listener, `${ipKey(ip)} ${port}`);
  }
  for (const [listener, addresses] of withAddresses) {
    for (const { port } of addresses.filter(takesIpv4)) add(listener, `${anyIpv4} ${port}`);
  }
  return {
    exact: (ip, port) => table.get(`${ipKey(ip)} ${port}`),
    wildcard: (ip, port) => table.get(`${ipKey(ip).startsWith('ipv6:') ? anyIpv6 : anyIpv4} ${port}`),
  };
}

const anyIpv4 = '0.0.0.0';
const anyIpv6 = ipKey('::');

interface SocketAddress {
  ip: string;
  port: number;
  /** `ipv4_compat`; without it Envoy opens IPv6 sockets for IPv6 only. */
  ipv4Compatible: boolean;
}

function takesIpv4({ ip, ipv4Compatible }: SocketAddress): boolean {
  return ipv4Compatible && ipKey(ip) === anyIpv6;
}

const additionalAddresses = fieldName('additional_addresses');
const socketAddress = fieldName('socket_address');
const portValue = fieldName('port_value');
const ipv4Compat = fieldName('ipv4_compat');

function tcpAddresses({ raw }: Resource): readonly SocketAddress[] {
  const additional = messages(rawField(raw, additionalAddresses)).map(({ address }) => address);
  return [raw.address, ...additional].flatMap((address) => {
    const socket = message(rawField(message(address), socketAddress));
    const ip = text(socket.address);
    if (ip === undefined || socket.protocol === 'UDP') return [];
    const ipv4Compatible = bool(rawField(socket, ipv4Compat)) ?? false;
    return [{ ip, port: number(rawField(socket, portValue)) ?? 0, ipv4Compatible }];
  });
}

const deprecatedV1 = fieldName('deprecated_v1');
const bindToPort = fieldName('bind_to_port');

/** Where `bind_to_port` is false, the listener takes only what a capture listener hands over; v2 had it in `deprecated_v1`. */
export function binds({ raw }: Resource): boolean {
  const old = message(rawField(raw, deprecatedV1));
  return bool(rawField(raw, bindToPort)) ?? bool(rawField(old, bindToPort)) ?? true;
}
