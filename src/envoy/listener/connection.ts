import { isLoopback } from '../../core/ip.js';
import { socketIp } from '../socket-ip.js';

/** A connection as a listener sees it behind its listener filters. What is absent is not known. */
export interface Connection {
  /** The original destination, restored where the connection was captured. */
  destinationIp?: string;
  destinationPort: number;
  /** SNI, empty for none. */
  serverName: string;
  transportProtocol: string;
  /** ALPN values in the order of the client, or what the HTTP inspector found. */
  applicationProtocols: readonly string[];
  sourceIp?: string;
  sourcePort?: number;
  /** The socket's peer, where the PROXY protocol replaced the source. */
  directSourceIp?: string;
  /** Filter state from the tunnel in front (`io.istio.connect_authority`); absent as a whole if nobody worked it out. */
  filterState?: ReadonlyMap<string, string>;
}

/** Whether the source is this host: loopback, or the address that it calls. */
export function isLocalConnection({ sourceIp, destinationIp }: Connection): boolean | undefined {
  const source = socketIp(sourceIp ?? '');
  if (source === undefined) return undefined;
  if (isLoopback(source)) return true;
  const destination = socketIp(destinationIp ?? '');
  return destination && source.family === destination.family && source.bits === destination.bits;
}
