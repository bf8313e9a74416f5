import type { ClientSide } from '../envoy/cluster/peer.js';
import type { Arrival } from '../envoy/listener/choose.js';
import type { ClientBytes } from '../envoy/listener/inspect.js';
import type { Message } from '../envoy/message.js';
import type { Hop } from './hop.js';
import type { Payload } from './payload.js';
import type { Ended, Walk } from './walk.js';

/** A connection as it comes to a proxy. */
export interface Incoming {
  arrival: Arrival;
  destination: { ip: string; port: number };
  sourceIp?: string;
  payload: Payload;
  /** TLS that the proxy in front put around the payload. */
  wire?: { tls: NonNullable<ClientSide['tls']>; bytes: ClientBytes; identity?: string };
  filterState?: ReadonlyMap<string, string>;
}

/** What happens behind the proxy's decision for a cluster. */
export type Onward = (walk: Walk, to: Departure) => Ended[];

/** A connection or request as it leaves for an Envoy cluster. */
export interface Departure {
  hop: Hop;
  cluster: string;
  payload: Payload;
  incoming: Incoming;
  /** HTTP filters of the connection manager, which may change the ALPN. */
  httpFilters: readonly Message[] | undefined;
  clusterNotFoundCode?: number;
}
