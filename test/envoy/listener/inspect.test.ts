import { describe, expect, test } from 'vitest';
import { inspectConnection } from '../../../src/envoy/listener/inspect.js';
import { proxyResources } from '../../../src/envoy/proxy-resources.js';

const tlsInspector = { name: 'envoy.filters.listener.tls_inspector' };
const httpInspector = { name: 'envoy.filters.listener.http_inspector' };
const nothing = { transportProtocol: 'raw_buffer', applicationProtocols: [], serverName: '' };
const tlsHello = { kind: 'tls', serverName: 'Shop.Example.COM', alpn: ['h2', 'http/1.1'] } as const;
const tlsFound = { transportProtocol: 'tls', applicationProtocols: ['h2', 'http/1.1'], serverName: 'shop.example.com' };

function detected(listener: object, client: Parameters<typeof inspectConnection>[1], port = 80): object {
  return inspectConnection({ ...listener }, client, port).detected;
}

test('SNI is folded, ALPN stays in the order of the client', () => {
  expect(detected({ listener_filters: [tlsInspector] }, tlsHello)).toEqual(tlsFound);
});

test('old names and bare types are the same filters', () => {
  expect(detected({ listener_filters: [{ name: 'envoy.listener.tls_inspector' }] }, tlsHello)).toEqual(tlsFound);
  const typed = { name: 'mine', typed_config: { '@type': 'type.googleapis.com/a.v3.HttpInspector' } };
  expect(detected({ listener_filters: [typed] }, { kind: 'http', version: 'h2c' })).toEqual({
    ...nothing,
    applicationProtocols: ['h2c'],
  });
});

test('the HTTP inspector finds nothing in TLS, the TLS inspector nothing in HTTP', () => {
  expect(detected({ listener_filters: [httpInspector] }, tlsHello)).toEqual(nothing);
  expect(detected({ listener_filters: [tlsInspector] }, { kind: 'http', version: 'http/1.1' })).toEqual(nothing);
});

test.each([
  ['any_match', { any_match: true }, 1, nothing],
  ['not_match', { not_match: { destination_port_range: { start: 80, end: 81 } } }, 80, tlsFound],
  ['not_match, other port', { not_match: { destination_port_range: { start: 80, end: 81 } } }, 81, nothing],
  [
    'and_match',
    { and_match: { rules: [{ any_match: true }, { destination_port_range: { start: 80, end: 90 } }] } },
    89,
    nothing,
  ],
  [
    'and_match, other port',
    { and_match: { rules: [{ any_match: true }, { destination_port_range: { start: 80, end: 90 } }] } },
    90,
    tlsFound,
  ],
])('filter_disabled: %s', (_, filter_disabled, port, wanted) => {
  expect(detected({ listener_filters: [{ ...tlsInspector, filter_disabled }] }, tlsHello, port)).toEqual(wanted);
});

describe('the TLS inspector that old Envoy adds by itself', () => {
  const chains = [{ filter_chain_match: { application_protocols: ['istio'] }, tls_context: {} }, {}];

  test('with API v2, when a chain needs it', () => {
    expect(detected({ filter_chains: chains }, tlsHello)).toEqual(tlsFound);
    const type = 'type.googleapis.com/envoy.api.v2.Listener';
    expect(
      detected({ '@type': type, filter_chains: [{ filter_chain_match: { transport_protocol: 'tls' } }] }, tlsHello),
    ).toEqual(tlsFound);
  });

  test('not when no chain needs it', () => {
    expect(detected({ filter_chains: [{ tls_context: {} }] }, tlsHello)).toEqual(nothing);
    const match = { transport_protocol: 'raw_buffer', server_names: ['a'] };
    expect(detected({ filter_chains: [{ filter_chain_match: match, tls_context: {} }] }, tlsHello)).toEqual(nothing);
  });

  test('not with v3', () => {
    const type = 'type.googleapis.com/envoy.config.listener.v3.Listener';
    expect(detected({ '@type': type, filter_chains: chains }, tlsHello)).toEqual(nothing);
  });

  test('not when it is there and disabled for the port', () => {
    const disabled = { ...tlsInspector, filter_disabled: { any_match: true } };
    expect(detected({ filter_chains: chains, listener_filters: [disabled] }, tlsHello)).toEqual(nothing);
  });
});

describe('a client that waits for the server', () => {
  test('is let through after the timeout, or closed', () => {
    const filters = { listener_filters: [httpInspector] };
    const wait = (more: object) => inspectConnection({ ...filters, ...more }, { kind: 'silence' }, 3306).wait;
    expect(wait({ listener_filters_timeout: '5s', continue_on_listener_filters_timeout: true })).toEqual({
      milliseconds: 5000,
      after: 'goes on',
    });
    expect(wait({})).toEqual({ milliseconds: 15000, after: 'closes' });
    expect(wait({ listener_filters_timeout: '0s' })).toEqual({ after: 'closes' });
  });

  test('is not held up where no inspector runs, and clients that speak never are', () => {
    expect(inspectConnection({}, { kind: 'silence' }, 3306)).not.toHaveProperty('wait');
    expect(inspectConnection({ listener_filters: [httpInspector] }, { kind: 'other' }, 80)).not.toHaveProperty('wait');
  });
});

test('the PROXY protocol is expected unless it is optional', () => {
  const proxyProtocol = { name: 'envoy.filters.listener.proxy_protocol' };
  const optional = {
    ...proxyProtocol,
    typed_config: { '@type': 'x/a.v3.ProxyProtocol', allow_requests_without_proxy_protocol: true },
  };
  const expects = (listener: object) => inspectConnection({ ...listener }, tlsHello, 443).expectsProxyProtocol;
  expect(expects({ listener_filters: [proxyProtocol] })).toBe(true);
  expect(expects({ listener_filters: [optional] })).toBe(false);
  expect(expects({ filter_chains: [{ use_proxy_proto: { value: true } }] })).toBe(true);
});

test('filters of unknown effect are named', () => {
  const discovered = { name: 'late', config_discovery: {} };
  const listener = { listener_filters: [{ name: 'acme.listener' }, discovered, tlsInspector] };
  expect(inspectConnection(listener, tlsHello, 443, proxyResources([])).opaque).toEqual(['acme.listener', 'late']);
});
