import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chooseListener } from '../../../src/envoy/listener/choose.js';
import type { Connection } from '../../../src/envoy/listener/connection.js';
import { chooseFilterChain } from '../../../src/envoy/listener/filter-chain.js';
import { type ClientBytes, inspectConnection } from '../../../src/envoy/listener/inspect.js';
import { message, snakeCase } from '../../../src/envoy/message.js';
import { proxyResources } from '../../../src/envoy/proxy-resources.js';

const fixtures = new URL('../../../fixtures/envoy-routing/', import.meta.url);

function vectors<Vectors>(family: string): (readonly [file: string, vectors: Vectors])[] {
  const folder = new URL(`${family}/`, fixtures);
  return readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]);
}

interface ListenerVectors {
  node_ips?: string[];
  listeners: unknown[];
  cases: {
    name: string;
    direction: 'outbound' | 'inbound' | 'direct';
    destination: { ip: string; port: number };
    expect: { listener: string | null };
  }[];
}

describe.each(vectors<ListenerVectors>('listener'))('listener/%s', (_, { node_ips, listeners, cases }) => {
  const resources = proxyResources([{ json: listeners, holds: 'listener' }]);
  test.each(cases)('$name', ({ direction, destination, expect: wanted }) => {
    const ownAddresses = direction === 'direct' && node_ips !== undefined && { hostAddresses: node_ips };
    const choice = chooseListener(resources, { how: direction, ...destination, ...ownAddresses });
    expect('listener' in choice ? choice.listener.name : null).toBe(wanted.listener);
  });
});

interface InspectorVectors {
  listener_filters: unknown[];
  cases: {
    name: string;
    port: number;
    bytes: { tls?: boolean; alpn?: string[]; sni?: string; http?: string };
    expect: { transport_protocol: string; application_protocols: string[]; server_name: string };
  }[];
}

describe.each(vectors<InspectorVectors>('inspector'))('inspector/%s', (_, { cases, ...listener }) => {
  test.each(cases)('$name', ({ port, bytes, expect: wanted }) => {
    expect(inspectConnection(message(snakeCase(listener)), clientBytes(bytes), port).detected).toEqual({
      transportProtocol: wanted.transport_protocol,
      applicationProtocols: wanted.application_protocols,
      serverName: wanted.server_name,
    });
  });
});

function clientBytes({ tls, alpn, sni, http }: InspectorVectors['cases'][number]['bytes']): ClientBytes {
  if (tls === true) return { kind: 'tls', alpn: alpn ?? [], ...(sni !== undefined && { serverName: sni }) };
  if (http === 'http/1.0' || http === 'http/1.1' || http === 'h2c') return { kind: 'http', version: http };
  return { kind: 'other' };
}

interface FilterChainVectors {
  listener: unknown;
  cases: {
    name: string;
    connection: {
      destination_ip?: string;
      destination_port: number;
      source_ip?: string;
      source_port?: number;
      direct_source_ip?: string;
      transport_protocol?: string;
      application_protocols?: string[];
      server_name?: string;
    };
    expect: { filter_chain: string | null; is_default?: boolean };
  }[];
}

describe.each(vectors<FilterChainVectors>('filter-chain'))('filter-chain/%s', (_, { listener, cases }) => {
  const config = message(snakeCase(listener));
  test.each(cases)('$name', ({ connection, expect: wanted }) => {
    const choice = chooseFilterChain(config, connectionOf(connection));
    expect(choice.kind).toBe(wanted.filter_chain === null ? 'none' : 'chain');
    if (choice.kind !== 'chain') return;
    expect(choice.chain.name).toBe(wanted.filter_chain);
    if (wanted.is_default !== undefined) expect(choice.chain.isDefault).toBe(wanted.is_default);
  });
});

function connectionOf(values: FilterChainVectors['cases'][number]['connection']): Connection {
  const { destination_ip, source_ip, source_port, direct_source_ip } = values;
  return {
    destinationPort: values.destination_port,
    serverName: values.server_name ?? '',
    transportProtocol: values.transport_protocol ?? 'raw_buffer',
    applicationProtocols: values.application_protocols ?? [],
    ...(destination_ip !== undefined && { destinationIp: destination_ip }),
    ...(source_ip !== undefined && { sourceIp: source_ip }),
    ...(source_port !== undefined && { sourcePort: source_port }),
    ...(direct_source_ip !== undefined && { directSourceIp: direct_source_ip }),
  };
}
