import { expect, test } from 'vitest';
import { createEnvoyConfigDumpParser } from '../../../src/parsers/envoy-config-dump/index.js';
import { parseWindow } from '../../helpers/parse.js';
import { cluster, clusters, dump, listener, listeners, routes } from './dump.js';

function parseBoth(first: string, second: string) {
  const parser = createEnvoyConfigDumpParser();
  return [parseWindow(parser, first).artifact, parseWindow(parser, second, { size: 64 }).artifact] as const;
}

/** A listener as a workload's proxy has it: its own name stands in the tracing tags. */
function traced(workload: string, time: string) {
  const manager = {
    rds: { route_config_name: '8080' },
    tracing: { custom_tags: [{ tag: 'istio.canonical_service', literal: { value: workload } }] },
    access_log: [{ name: 'envoy.access_loggers.file', typed_config: { path: `/dev/${workload}` } }],
  };
  const filters = [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }];
  return listener('0.0.0.0_8080', { filter_chains: [{ filters }] }, time);
}

test('dumps share elements that differ in version and time only', () => {
  const [first, second] = parseBoth(
    dump(clusters(cluster('agent', {}, '2026-03-04T08:00:00Z'), cluster('zipkin', {}, '2026-03-04T08:00:01Z'))),
    dump(clusters(cluster('agent', {}, '2026-03-04T09:00:00.5Z'), cluster('zipkin', {}, '2026-03-04T09:00:00Z'))),
  );
  expect(second.clusters[0]?.items[0]).toBe(first.clusters[0]?.items[0]);
  expect(second.clusters[0]?.items[1]).toBe(first.clusters[0]?.items[1]);
  expect([first.updated.clusters, second.updated.clusters]).toEqual(['2026-03-04T08:00:01Z', '2026-03-04T09:00:00.5Z']);
});

test('and listeners that differ in what nobody reads', () => {
  const [first, second] = parseBoth(
    dump(listeners(traced('cart', '2026-03-04T08:00:00Z'))),
    dump(listeners(traced('payments', '2026-03-04T09:00:00Z'))),
  );
  expect(second.listeners[0]?.items[0]).toBe(first.listeners[0]?.items[0]);
  expect(first.listeners[0]?.items[0]?.chains).toMatchObject([{ rds: '8080' }]);
  expect(second.updated.listeners).toBe('2026-03-04T09:00:00Z');
});

test('and virtual hosts of route configurations that differ elsewhere', () => {
  const host = {
    name: 'reviews:9080',
    domains: ['reviews.shop'],
    routes: [{ route: { cluster: 'outbound|9080||r' } }],
  };
  const config = (domains: string[]) =>
    routes({ route_config: { name: '9080', virtual_hosts: [host, { name: 'cart:9080', domains, routes: [] }] } });
  const [first, second] = parseBoth(dump(config(['cart.shop'])), dump(config(['cart', 'cart.shop'])));
  const [shared, own] = second.routes[0]?.items[0]?.virtualHosts ?? [];
  expect(shared).toBe(first.routes[0]?.items[0]?.virtualHosts[0]);
  expect(own?.domains).toEqual(['cart', 'cart.shop']);
});

test('an element that differs in a field that is read is its own', () => {
  const [first, second] = parseBoth(
    dump(clusters(cluster('agent'), cluster('zipkin', { type: 'STATIC' }), cluster('sds-grpc'))),
    dump(clusters(cluster('agent'), cluster('zipkin', { type: 'LOGICAL_DNS' }), cluster('sds-grpc'))),
  );
  expect(first.clusters[0]?.items.map(({ type }) => type)).toEqual(['EDS', 'STATIC', 'EDS']);
  expect(second.clusters[0]?.items.map(({ type }) => type)).toEqual(['EDS', 'LOGICAL_DNS', 'EDS']);
});

test('a listener with a draining twin has the time of the one in use', () => {
  const draining = (time: string) => ({
    ...listener('0.0.0.0_80', {}, '2026-03-04T08:00:00Z'),
    draining_state: { listener: { name: '0.0.0.0_80' }, last_updated: time },
  });
  const [first, second] = parseBoth(
    dump(listeners(draining('2026-03-04T08:30:00Z'))),
    dump(listeners(draining('2026-03-04T09:30:00Z'))),
  );
  expect([first.updated.listeners, second.updated.listeners]).toEqual(['2026-03-04T08:00:00Z', '2026-03-04T08:00:00Z']);
});

test('an update that was refused in one proxy is not taken for another', () => {
  const healthy = listener('0.0.0.0_80');
  const [first, second] = parseBoth(
    dump(listeners({ ...healthy, error_state: { details: 'duplicate address' } })),
    dump(listeners(healthy)),
  );
  expect(first.rejected).toHaveLength(1);
  expect(second.rejected).toEqual([]);
});

/** A listener with an access log of this format. */
function logging(name: string, format: string, time: string) {
  const manager = { access_log: [{ typed_config: { path: '/dev/stdout', log_format: { text_format: format } } }] };
  return listener(name, { filter_chains: [{ filters: [{ name: 'tcp', typed_config: manager }] }] }, time);
}

test('a dump has each format of its access logs once, also when its listeners are known from another dump', () => {
  const of = (time: string) =>
    dump(listeners(logging('a', '%RESPONSE_FLAGS%', time), logging('b', '%RESPONSE_FLAGS%', time)));
  const parsed = parseBoth(of('2026-03-04T08:00:00Z'), of('2026-03-04T09:00:00Z'));
  for (const { accessLogFormats } of parsed)
    expect(accessLogFormats).toEqual([{ encoding: 'text', text: '%RESPONSE_FLAGS%' }]);
});

test('listeners that differ in the format of their access logs only are told apart', () => {
  const [first, second] = parseBoth(
    dump(listeners(logging('a', '%RESPONSE_FLAGS%', '2026-03-04T08:00:00Z'))),
    dump(listeners(logging('a', '%RESPONSE_CODE%', '2026-03-04T08:00:00Z'))),
  );
  expect(first.accessLogFormats).not.toEqual(second.accessLogFormats);
});
