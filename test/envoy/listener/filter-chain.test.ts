import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/envoy/listener/connection.js';
import { chooseFilterChain } from '../../../src/envoy/listener/filter-chain.js';
import { type Message, message } from '../../../src/envoy/message.js';

const plain: Connection = {
  destinationIp: '10.1.0.7',
  destinationPort: 8080,
  serverName: '',
  transportProtocol: 'raw_buffer',
  applicationProtocols: [],
  sourceIp: '10.2.0.9',
  sourcePort: 40000,
};

/** Chains with the given matches, named by their keys. */
function listenerOf(matches: Record<string, object>, more: object = {}): Message {
  const chains = Object.entries(matches).map(([name, match]) => ({ name, filter_chain_match: match }));
  return message({ filter_chains: chains, ...more });
}

function chosen(listener: Message, connection: Partial<Connection> = {}): string {
  const choice = chooseFilterChain(listener, { ...plain, ...connection });
  if (choice.kind === 'chain') return choice.chain.name ?? choice.chain.path.join('/');
  return choice.kind === 'none' ? `none at ${choice.mismatch.at}` : `unknown ${choice.missing}`;
}

function range(address_prefix: string, prefix_len: number): object {
  return { address_prefix, prefix_len: { value: prefix_len } };
}

describe('criteria', () => {
  test('a match that is missing, empty or has default values takes everything', () => {
    expect(chosen(message({ filter_chains: [{}] }))).toBe('filter_chains/0');
    expect(chosen(listenerOf({ any: { destination_port: 0, transport_protocol: '', server_names: [] } }))).toBe('any');
  });

  test('bits behind a prefix do not count, and a range without length is everything of its family', () => {
    const listener = listenerOf({
      net: { prefix_ranges: [range('10.1.99.99', 16)] },
      all4: { prefix_ranges: [{ address_prefix: '0.0.0.0' }] },
    });
    expect(chosen(listener)).toBe('net');
    expect(chosen(listener, { destinationIp: '192.0.2.1' })).toBe('all4');
    expect(chosen(listener, { destinationIp: '2001:db8::1' })).toBe('none at destination address');
  });

  test('server names fold case; the one that a dot ends has no wildcard', () => {
    const listener = listenerOf({ wild: { server_names: ['*.Example.com'] }, any: {} });
    expect(chosen(listener, { serverName: 'A.EXAMPLE.COM' })).toBe('wild');
    expect(chosen(listener, { serverName: 'a.example.com.' })).toBe('any');
  });

  test('a server name that leads to no chain for the transport is not looked up again without the name', () => {
    const listener = listenerOf({ named: { server_names: ['a.example.com'], transport_protocol: 'tls' }, any: {} });
    expect(chosen(listener, { serverName: 'a.example.com' })).toBe('none at transport protocol');
  });

  test('direct source, source type, source address, source port, each final', () => {
    const listener = listenerOf({
      proxied: { direct_source_prefix_ranges: [range('10.9.0.0', 16)] },
      local: { source_type: 'SAME_IP_OR_LOOPBACK' },
      net: { source_type: 'EXTERNAL', source_prefix_ranges: [range('10.2.0.0', 16)], source_ports: [40000, 40001] },
      any: {},
    });
    expect(chosen(listener, { directSourceIp: '10.9.1.1' })).toBe('proxied');
    expect(chosen(listener, { sourceIp: '127.0.0.1' })).toBe('local');
    expect(chosen(listener, { sourceIp: '10.1.0.7' })).toBe('local');
    expect(chosen(listener)).toBe('net');
    expect(chosen(listener, { sourcePort: 1 })).toBe('none at source port');
    expect(chosen(listener, { sourceIp: '10.3.0.1' })).toBe('none at source address');
  });

  test('LOCAL of v2, and connections of the other kind fall to ANY', () => {
    const listener = listenerOf({ local: { source_type: 'LOCAL' }, any: {} });
    expect(chosen(listener, { sourceIp: '::1' })).toBe('local');
    expect(chosen(listener)).toBe('any');
  });
});

describe('what is not known', () => {
  const { sourceIp: _, sourcePort: __, ...anonymous } = plain;

  test('decides nothing where it does not count', () => {
    const listener = listenerOf({
      port: { destination_port: 8080 },
      net: { source_prefix_ranges: [range('10.0.0.0', 8)] },
    });
    expect(chooseFilterChain(listener, anonymous)).toMatchObject({ kind: 'chain', chain: { name: 'port' } });
  });

  test('makes the choice unknown where it counts', () => {
    const listener = listenerOf({ net: { source_prefix_ranges: [range('10.0.0.0', 8)] }, any: {} });
    expect(chooseFilterChain(listener, anonymous)).toEqual({
      kind: 'unknown',
      at: 'source address',
      missing: 'source address',
    });
  });
});

test('chains of one name are told apart by their place', () => {
  const chain = (transport_protocol: string) => ({ name: '0.0.0.0_8080', filter_chain_match: { transport_protocol } });
  const listener = message({ filter_chains: [chain('tls'), chain('raw_buffer')] });
  expect(chooseFilterChain(listener, plain)).toMatchObject({ chain: { path: ['filter_chains', 1] } });
});

test('the default chain says what it stands in for', () => {
  const listener = listenerOf(
    { tls: { transport_protocol: 'tls' } },
    { default_filter_chain: { filter_chain_match: { destination_port: 1 } } },
  );
  expect(chooseFilterChain(listener, plain)).toMatchObject({
    kind: 'chain',
    chain: { isDefault: true, path: ['default_filter_chain'] },
    mismatch: { at: 'transport protocol' },
  });
});

test('a listener without chains closes the connection', () => {
  expect(chosen(message({}))).toMatch(/^none/);
});
