import { describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/envoy/listener/connection.js';
import { chooseFilterChain } from '../../../src/envoy/listener/filter-chain.js';
import { message } from '../../../src/envoy/message.js';

const connection: Connection = {
  destinationIp: '10.96.0.10',
  destinationPort: 80,
  serverName: '',
  transportProtocol: 'raw_buffer',
  applicationProtocols: ['http/1.1'],
};

function typed(type: string, fields: object = {}): object {
  return { name: 'x', typed_config: { '@type': `type.googleapis.com/a.v3.${type}`, ...fields } };
}

function to(name: string): object {
  return { action: { name: 'not this', ...typed('StringValue', { value: name }) } };
}

function nested(matcher: object): object {
  return { matcher };
}

function exact(input: object, map: Record<string, object>, on_no_match?: object): object {
  return { matcher_tree: { input, exact_match_map: { map } }, ...(on_no_match && { on_no_match }) };
}

function ranges(...rows: [address_prefix: string, prefix_len: number, on_match: object, more?: object][]): object {
  const range_matchers = rows.map(([address_prefix, prefix_len, on_match, more]) => {
    return { ranges: [{ address_prefix, prefix_len }], on_match, ...more };
  });
  return { matcher_tree: { input: typed('DestinationIPInput'), custom_match: typed('IPMatcher', { range_matchers }) } };
}

const chainNames = ['vip', 'http', 'tcp', 'wide', 'any'];

function chosen(filter_chain_matcher: object, more: Partial<Connection> = {}, extra: object = {}): string {
  const filter_chains = chainNames.map((name) => ({ name, filter_chain_match: { destination_port: 1 } }));
  const choice = chooseFilterChain(message({ filter_chains, filter_chain_matcher, ...extra }), {
    ...connection,
    ...more,
  });
  if (choice.kind === 'chain') return choice.chain.name ?? 'default';
  return choice.kind === 'none' ? 'none' : `unknown ${choice.missing}`;
}

const port = typed('DestinationPortInput');
const protocol = typed('ApplicationProtocolInput');

/** The tree of an Istio waypoint: service address and port, else workload address and protocol. */
const waypoint = ranges(
  ['10.96.0.10', 32, nested(exact(port, { '80': to('vip') }))],
  ['10.244.1.9', 32, nested(exact(protocol, { "'h2c'": to('http'), "'http/1.1'": to('http') }, to('tcp')))],
);

describe('the tree of a waypoint', () => {
  test('service address and port', () => {
    expect(chosen(waypoint)).toBe('vip');
    expect(chosen(waypoint, { destinationPort: 81 })).toBe('none');
    expect(chosen(waypoint, { destinationPort: 81 }, { default_filter_chain: {} })).toBe('default');
  });

  test('workload address, by detected protocol', () => {
    const workload = { destinationIp: '10.244.1.9', destinationPort: 8080 };
    expect(chosen(waypoint, workload)).toBe('http');
    expect(chosen(waypoint, { ...workload, applicationProtocols: ['h2c'] })).toBe('http');
    expect(chosen(waypoint, { ...workload, applicationProtocols: [] })).toBe('tcp');
    expect(chosen(waypoint, { ...workload, applicationProtocols: ['h2', 'http/1.1'] })).toBe('tcp');
  });

  test('an address that nobody has', () => {
    expect(chosen(waypoint, { destinationIp: '10.9.9.9' })).toBe('none');
  });
});

test('the longest range comes first, wider ones after it unless they are exclusive', () => {
  const nothing = nested(exact(port, { '1': to('vip') }));
  const tree = (more: object) => ranges(['10.0.0.0', 8, to('wide'), more], ['10.96.0.0', 16, nothing]);
  expect(chosen(tree({}))).toBe('wide');
  expect(chosen(tree({ exclusive: true }))).toBe('none');
  expect(chosen(ranges(['10.0.0.0', 8, to('wide')], ['10.96.0.0', 16, to('vip')]))).toBe('vip');
});

test('a name that no chain has closes the connection, whatever the default chain is', () => {
  expect(chosen(exact(port, { '80': to('gone') }), {}, { default_filter_chain: {} })).toBe('none');
});

test('filter state of the tunnel: a value, no value, not known', () => {
  const tree = exact(
    typed('FilterStateInput', { key: 'io.istio.connect_authority' }),
    { 'web:80': to('vip') },
    to('any'),
  );
  expect(chosen(tree, { filterState: new Map([['io.istio.connect_authority', 'web:80']]) })).toBe('vip');
  expect(chosen(tree, { filterState: new Map() })).toBe('any');
  expect(chosen(tree)).toBe('unknown filter state io.istio.connect_authority');
});

test('longest prefix of a prefix map', () => {
  const map = { a: to('any'), 'a.b': to('vip') };
  const tree = { matcher_tree: { input: typed('ServerNameInput'), prefix_match_map: { map } } };
  expect(chosen(tree, { serverName: 'A.b.c' })).toBe('vip');
  expect(chosen(tree, { serverName: 'b' })).toBe('none');
});

test('domains: exact, longest wildcard, any', () => {
  const domain_matchers = [
    { domains: ['*'], on_match: to('any') },
    { domains: ['*.example.com'], on_match: to('wide') },
    { domains: ['a.example.com'], on_match: to('vip') },
  ];
  const custom_match = typed('ServerNameMatcher', { domain_matchers });
  const tree = { matcher_tree: { input: typed('ServerNameInput'), custom_match } };
  expect(chosen(tree, { serverName: 'a.example.com' })).toBe('vip');
  expect(chosen(tree, { serverName: 'x.y.example.com' })).toBe('wide');
  expect(chosen(tree, { serverName: 'example.com' })).toBe('any');
  expect(chosen(tree)).toBe('none');
});

describe('lists', () => {
  const is = (input: string, value: string) => ({
    single_predicate: { input: typed(input), value_match: { exact: value } },
  });
  const rule = (predicate: object, on_match: object) => ({ predicate, on_match });
  const list = (...matchers: object[]) => ({ matcher_list: { matchers }, on_no_match: to('any') });

  test('first predicate that holds', () => {
    const both = {
      and_matcher: { predicate: [is('DestinationPortInput', '80'), { not_matcher: is('SourceTypeInput', 'local') }] },
    };
    const either = { or_matcher: { predicate: [is('ServerNameInput', 'a'), is('DestinationPortInput', '80')] } };
    expect(chosen(list(rule(both, to('vip'))), { sourceIp: '10.2.0.9' })).toBe('vip');
    expect(chosen(list(rule(both, to('vip'))), { sourceIp: '127.0.0.1' })).toBe('any');
    expect(chosen(list(rule(either, to('tcp'))))).toBe('tcp');
    expect(chosen(list(rule(is('DestinationPortInput', '81'), to('tcp'))))).toBe('any');
  });

  test('a predicate on what is not known ends the search, if it counts', () => {
    expect(chosen(list(rule(is('SourceIPInput', '10.2.0.9'), to('vip'))))).toMatch(/^unknown/);
    const decided = { or_matcher: { predicate: [is('SourceIPInput', '10.2.0.9'), is('DestinationPortInput', '80')] } };
    expect(chosen(list(rule(decided, to('vip'))))).toBe('vip');
  });

  test('keep_matching goes on', () => {
    const holds = is('DestinationPortInput', '80');
    expect(chosen(list(rule(holds, { ...to('vip'), keep_matching: true }), rule(holds, to('tcp'))))).toBe('tcp');
  });
});

test('inputs, matchers and actions that are not modelled are named', () => {
  expect(chosen(exact(typed('CelInput'), {}))).toBe('unknown input CelInput');
  expect(chosen({ matcher_tree: { input: port, custom_match: typed('Int64RangeMatcher') } })).toBe(
    'unknown matcher Int64RangeMatcher',
  );
  expect(chosen(exact(port, { '80': { action: typed('Other') } }))).toMatch(/^unknown an action/);
});
