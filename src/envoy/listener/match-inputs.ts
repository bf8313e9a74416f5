import { extension, text } from '../message.js';
import { type Connection, isLocalConnection } from './connection.js';

/** What a match tree asks of a connection. Null: Envoy finds no value; undefined: it is not known here. */
export interface MatchInput {
  /** As a person would call it. */
  label: string;
  read: (connection: Connection) => string | null | undefined;
}

/** The network inputs of envoy.extensions.matching.common_inputs.network.v3; undefined for others. */
export function matchInput(config: unknown): MatchInput | undefined {
  const { type, fields } = extension(config);
  if (type === 'FilterStateInput') return filterState(text(fields.key) ?? '');
  return inputs.get(type);
}

function filterState(key: string): MatchInput {
  return {
    label: `filter state ${key}`,
    read: ({ filterState }) => (filterState === undefined ? undefined : (filterState.get(key) ?? null)),
  };
}

const inputs: ReadonlyMap<string, MatchInput> = new Map([
  ['DestinationIPInput', { label: 'destination address', read: ({ destinationIp }) => destinationIp }],
  ['DestinationPortInput', { label: 'destination port', read: ({ destinationPort }) => String(destinationPort) }],
  ['SourceIPInput', { label: 'source address', read: ({ sourceIp }) => sourceIp }],
  ['SourcePortInput', { label: 'source port', read: ({ sourcePort }) => sourcePort?.toString() }],
  [
    'DirectSourceIPInput',
    { label: 'direct source address', read: ({ directSourceIp, sourceIp }) => directSourceIp ?? sourceIp },
  ],
  ['SourceTypeInput', { label: 'source type', read: sourceType }],
  ['ServerNameInput', { label: 'server name', read: ({ serverName }) => serverName.toLowerCase() || null }],
  [
    'TransportProtocolInput',
    { label: 'transport protocol', read: ({ transportProtocol }) => transportProtocol || null },
  ],
  ['ApplicationProtocolInput', { label: 'application protocol', read: applicationProtocols }],
] satisfies [string, MatchInput][]);

function sourceType(connection: Connection): string | null | undefined {
  const isLocal = isLocalConnection(connection);
  return isLocal === undefined ? undefined : isLocal ? 'local' : null;
}

/** Envoy writes the list as `'h2','http/1.1'`, so keys of maps are quoted. */
function applicationProtocols({ applicationProtocols: list }: Connection): string | null {
  return list.length === 0 ? null : list.map((protocol) => `'${protocol}'`).join(',');
}
