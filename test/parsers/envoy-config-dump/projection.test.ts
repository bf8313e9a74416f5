import { describe, expect, test } from 'vitest';
import { elementReaders } from '../../../src/parsers/envoy-config-dump/elements.js';
import { project } from '../../../src/parsers/envoy-config-dump/projection.js';
import { stampsOf } from '../../../src/parsers/envoy-config-dump/stamps.js';
import { cluster, listener } from './dump.js';

function projected(element: object) {
  const bytes = Buffer.from(JSON.stringify(element, null, 1));
  return project(bytes, stampsOf(bytes, 'snake'), { isListener: true });
}

const manager = {
  '@type': 'type.googleapis.com/HttpConnectionManager',
  access_log: [{ format: '"tracing": {"]}' }],
  http_filters: [{ name: 'router', typed_config: { access_log: [1, { tracing: 2 }] } }],
  rds: { route_config_name: 'tracing' },
  tracing: {},
};
const traced = listener('tracing', { filter_chains: [{ filters: [{ name: 'http', typed_config: manager }] }] });

describe('fields that nobody reads', () => {
  test('are 0, HTTP filters their names, wherever they stand, and nothing else is', () => {
    expect(JSON.parse(projected(traced).text)).toEqual(
      listener('tracing', {
        filter_chains: [
          {
            filters: [
              { name: 'http', typed_config: { ...manager, access_log: 0, http_filters: ['router'], tracing: 0 } },
            ],
          },
        ],
      }),
    );
  });

  test('filters are 0 where a name does not stand first', () => {
    const filters = [{ name: 'router' }, { config: {}, name: 'lua' }];
    const typed = { ...manager, http_filters: filters };
    const element = listener('a', { filter_chains: [{ filters: [{ name: 'http', typed_config: typed }] }] });
    expect(projected(element).text).toContain('"http_filters": 0');
  });

  test('make no difference to what is read', () => {
    expect(elementReaders.listener(JSON.parse(projected(traced).text))).toEqual(elementReaders.listener(traced));
  });

  test('names of HTTP filters are read', () => {
    const filters = [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }];
    const { text } = projected(listener('web', { filter_chains: [{ filters }] }));
    expect(elementReaders.listener(JSON.parse(text))).toMatchObject({
      element: { item: { chains: [{ httpFilters: ['router'] }] } },
    });
  });

  test('stay in other resources, where a key of this name means something else', () => {
    const bytes = Buffer.from('{"cluster": {"name": "a", "tracing": 7}}');
    expect(project(bytes, [], { isListener: false }).text).toBe(bytes.toString());
  });
});

describe('the key', () => {
  test('is the same for another version and time', () => {
    const other = { ...cluster('agent', {}, '2026-05-05T00:00:00.123456789Z'), version_info: '9' };
    expect(projected(other).key).toBe(projected(cluster('agent')).key);
    expect(projected(other).text).not.toBe(projected(cluster('agent')).text);
  });

  test('differs with everything else, letters of any alphabet too', () => {
    expect(projected(cluster('zürich')).key).not.toBe(projected(cluster('zurich')).key);
    expect(JSON.parse(projected(cluster('zürich-日本')).text)).toEqual(cluster('zürich-日本'));
  });

  test('keeps times that are not one plain string', () => {
    const twice = (time: string) => projected({ last_updated: '2026', draining_state: { last_updated: time } }).key;
    expect(twice('a')).not.toBe(twice('b'));
    expect(projected({ last_updated: 7 }).key).not.toBe(projected({ last_updated: 8 }).key);
    expect(projected({ last_updated: 'a\\' }).key).not.toBe(projected({ last_updated: 'b\\' }).key);
  });
});
