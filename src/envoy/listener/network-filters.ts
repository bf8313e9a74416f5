import { type Extension, type Message, messages } from '../message.js';
import { findExtension, type ProxyResources } from '../proxy-resources.js';
import { type ConnectionManager, connectionManager } from './connection-manager.js';
import { effectOf, kindOf, type NetworkFilterEffect } from './network-filter-kinds.js';
import { type TcpProxy, tcpProxy } from './tcp-proxy.js';

/** A filter in front of the terminal one. */
export interface PassedFilter {
  name: string;
  /** Place in `filters` of the chain. */
  index: number;
  /** `opaque` filters may close or redirect the connection, and it is not known whether they do. */
  effect: Exclude<NetworkFilterEffect, 'terminal'>;
  fields: Message;
}

/** The filter that takes the connection. */
export type TerminalFilter =
  | { kind: 'http'; index: number; manager: ConnectionManager }
  /** With `fromSni` the SNI, when there is one, names the cluster instead (AUTO_PASSTHROUGH gateways). */
  | { kind: 'tcp'; index: number; proxy: TcpProxy; fromSni: boolean }
  /** Redis, Thrift, echo and others that are not modelled. */
  | { kind: 'other'; index: number; name: string }
  /** Its configuration did not arrive (ECDS), or was not captured; or no filter that is known takes connections. */
  | { kind: 'unknown'; index?: number; why: 'filter missing' | 'filter not captured' | 'no known filter' }
  /** Nothing takes the connection: it is closed. */
  | { kind: 'none' };

export interface NetworkFilters {
  passed: readonly PassedFilter[];
  terminal: TerminalFilter;
}

/** Walks the network filters of a filter chain up to the one that ends the walk. */
export function networkFilters(chain: Message, resources: ProxyResources): NetworkFilters {
  const passed: PassedFilter[] = [];
  for (const [index, config] of messages(chain.filters).entries()) {
    const filter = findExtension(resources, config);
    if (typeof filter === 'string') {
      return { passed, terminal: { kind: 'unknown', index, why: `filter ${filter}` } };
    }
    const effect = effectOf(filter);
    if (effect === 'terminal') return { passed, terminal: terminalOf(filter, index, passed) };
    passed.push({ name: filter.name, index, effect, fields: filter.fields });
  }
  const mayTake = passed.some(({ effect }) => effect === 'unknown');
  return { passed, terminal: mayTake ? { kind: 'unknown', why: 'no known filter' } : { kind: 'none' } };
}

function terminalOf(filter: Extension, index: number, passed: readonly PassedFilter[]): TerminalFilter {
  const kind = kindOf(filter);
  if (kind === 'http_connection_manager') {
    return { kind: 'http', index, manager: connectionManager(filter.fields) };
  }
  if (kind === 'tcp_proxy') {
    const fromSni = passed.some(({ effect }) => effect === 'cluster from SNI');
    return { kind: 'tcp', index, proxy: tcpProxy(filter.fields), fromSni };
  }
  return { kind: 'other', index, name: filter.name };
}
