import { bool, type Message, milliseconds } from '../message.js';
import type { ProxyResources } from '../proxy-resources.js';
import { lowerCase } from '../string-match.js';
import type { Connection } from './connection.js';
import { activeListenerFilters, type ListenerFilterKind } from './listener-filters.js';

/** The first bytes of a client. */
export type ClientBytes =
  | { kind: 'tls'; serverName?: string; alpn: readonly string[] }
  /** In plaintext; `h2c` by prior knowledge. */
  | { kind: 'http'; version: 'http/1.0' | 'http/1.1' | 'h2c' }
  /** Another protocol in which the client speaks first. */
  | { kind: 'other' }
  /** The client waits for the server (MySQL, SMTP). */
  | { kind: 'silence' };

export interface Inspection {
  detected: Pick<Connection, 'transportProtocol' | 'applicationProtocols' | 'serverName'>;
  /** An inspector waits for bytes that do not come. */
  wait?: InspectorWait;
  /** Without the header of the PROXY protocol the connection is closed. */
  expectsProxyProtocol: boolean;
  /** Listener filters of which it is not known what they do. */
  opaque: readonly string[];
}

export interface InspectorWait {
  /** Absent: until the client gives up. */
  milliseconds?: number;
  /** What happens then: it goes on with nothing detected, or is closed. */
  after: 'goes on' | 'closes';
}

/**
 * What the listener filters of a listener find in the first bytes of a client. `port` is the original destination port, for
 * which filters may be disabled. The order of inspectors makes no difference: no bytes are both TLS and HTTP.
 */
export function inspectConnection(
  listener: Message,
  client: ClientBytes,
  port: number,
  resources?: ProxyResources,
): Inspection {
  const filters = activeListenerFilters(listener, port, resources);
  const kinds = new Set(filters.map(({ kind }) => kind));
  const waits = client.kind === 'silence' && (kinds.has('tls inspector') || kinds.has('http inspector'));
  return {
    detected: detect(kinds, client),
    ...(waits && { wait: waitOf(listener) }),
    expectsProxyProtocol: kinds.has('proxy protocol'),
    opaque: filters.filter(({ kind }) => kind === 'opaque').map(({ name }) => name),
  };
}

function detect(kinds: ReadonlySet<ListenerFilterKind>, client: ClientBytes): Inspection['detected'] {
  if (client.kind === 'tls' && kinds.has('tls inspector')) {
    const serverName = lowerCase(client.serverName ?? '');
    return { transportProtocol: 'tls', applicationProtocols: client.alpn, serverName };
  }
  const isHttp = client.kind === 'http' && kinds.has('http inspector');
  return { transportProtocol: 'raw_buffer', applicationProtocols: isHttp ? [client.version] : [], serverName: '' };
}

/** Envoy's `listener_filters_timeout` where none is set; 0 means none. */
const defaultTimeout = 15_000;

function waitOf(listener: Message): InspectorWait {
  const timeout = milliseconds(listener.listener_filters_timeout) ?? defaultTimeout;
  const goesOn = bool(listener.continue_on_listener_filters_timeout) === true;
  return { ...(timeout > 0 && { milliseconds: timeout }), after: goesOn ? 'goes on' : 'closes' };
}
