import { bool, extension, type Message, message, messages, number } from '../message.js';
import { ownTransport } from './transport-socket.js';
import { authorityNames, certificateNames } from './upstream-tls.js';

/** What a filter chain does with the bytes of a connection. */
export interface ServerChain {
  /** Absent: the chain takes the bytes as they are. */
  tls?: ServerTls;
  /** What the decrypted bytes have to be; `none`: the chain has no filter that would answer. */
  takes: 'http' | 'bytes' | 'none';
}

export interface ServerTls {
  requiresClientCertificate: boolean;
  /** SDS names, or paths, of the certificates it presents. */
  certificates: readonly string[];
  authorities: readonly string[];
}

/** Reads a FilterChain message; absent when its transport socket is of an unknown kind. */
export function serverChain(chain: Message): ServerChain | undefined {
  const transport = ownTransport(chain);
  if (transport.kind === 'unknown') return undefined;
  const takes = takenBy(chain);
  return transport.kind === 'plaintext' ? { takes } : { tls: serverTls(transport.context), takes };
}

function serverTls(context: Message): ServerTls {
  const common = message(context.common_tls_context);
  return {
    requiresClientCertificate: bool(context.require_client_certificate) === true,
    certificates: certificateNames(common),
    authorities: authorityNames(common),
  };
}

function takenBy(chain: Message): ServerChain['takes'] {
  const filters = messages(chain.filters).map(extension);
  if (filters.some(({ name, type }) => type === 'HttpConnectionManager' || /http_connection_manager$/.test(name)))
    return 'http';
  return filters.length > 0 ? 'bytes' : 'none';
}

/** Chains of a listener that are for one port: those that name it, else those that name none. */
export function chainsOfPort(listener: Message, port: number): readonly Message[] {
  const chains = messages(listener.filter_chains);
  const portOf = (chain: Message) => number(message(chain.filter_chain_match).destination_port);
  const own = chains.filter((chain) => portOf(chain) === port);
  return own.length > 0 ? own : chains.filter((chain) => portOf(chain) === undefined);
}
