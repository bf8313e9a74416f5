import { expect, test } from 'vitest';
import { buildProxyServers } from '../../../src/model/build/proxies.js';
import { buildProxyStats } from '../../../src/model/build/proxy-stats.js';
import { envoyStats } from '../../../src/parsers/envoy-stats/index.js';
import { buildContext, stored } from '../../helpers/build.js';
import { proxyServer } from '../../helpers/facets/envoy.js';
import { statisticsOf } from '../../helpers/facets/statistics.js';
import { parseWindow } from '../../helpers/parse.js';

const cart = { namespace: 'shop', pod: 'cart-6f5b' };
const ofCart = { pod: { namespace: 'shop', name: 'cart-6f5b' }, workload: 'cart' };

function statsOf(text: string) {
  const { artifact } = parseWindow(envoyStats, text);
  return buildProxyStats(buildContext({ artifacts: { 'envoy-stats': [stored('p/stats', artifact, cart)] } }));
}

test('statistics: the connection, and updates by type', () => {
  const text = [
    'control_plane.connected_state: 1',
    'cluster_manager.cds.update_success: 12',
    'cluster_manager.cds.update_rejected: 2',
    'listener_manager.lds.update_success: 0',
    'listener.0.0.0.0_15006.ssl.fail_verify_error: 4',
  ].join('\n');
  expect(statsOf(text)).toMatchObject({
    value: [
      {
        ...ofCart,
        connected: true,
        accepted: new Map([
          ['CDS', 12],
          ['LDS', 0],
        ]),
        rejected: new Map([['CDS', 2]]),
        tlsErrors: new Map([['fail_verify_error', 4]]),
      },
    ],
  });
});

test('statistics: a lost connection is told from an unknown one', () => {
  expect(statsOf('control_plane.connected_state: 0')).toMatchObject({ value: [{ connected: false }] });
  expect(statsOf('server.live: 1')).not.toHaveProperty(['value', 0, 'connected']);
});

test('a page that was captured in vain explains the absence', () => {
  const unusable = { 'envoy-stats': [{ path: 'p/stats', reason: 'upstream connect error' }] };
  expect(buildProxyStats(buildContext({ unusable }))).toEqual({
    state: 'absent',
    because: 'statistics of a proxy captured but unusable: p/stats: upstream connect error',
  });
  expect(buildProxyServers(buildContext({ unusable }))).toEqual({
    state: 'absent',
    because: 'the bundle has no server page of a proxy',
  });
});

test('two pages of one proxy are one element: the later one, beside the earlier', () => {
  const later = 'server.uptime: 7200\ncluster_manager.cds.update_rejected: 5\n';
  const earlier = 'server.uptime: 3600\ncluster_manager.cds.update_rejected: 4\n';
  expect(statisticsOf(later, earlier)).toMatchObject({
    uptimeSeconds: 7200,
    rejected: new Map([['CDS', 5]]),
    earlier: { uptimeSeconds: 3600 },
  });
});

test('a page of the process before a restart is no earlier one', () => {
  const before = 'server.uptime: 3600\ncluster_manager.cds.update_success: 90\n';
  const { earlier } = statisticsOf(before, 'server.uptime: 4000\ncluster_manager.cds.update_success: 2\n');
  expect(earlier).toBeUndefined();
});

test('without an uptime of its own, that of the server page counts', () => {
  const { artifact } = parseWindow(envoyStats, 'server.live: 1\n');
  const context = buildContext({
    artifacts: { 'envoy-stats': [stored('p/stats', artifact, cart)] },
    facets: { proxyServers: [proxyServer({ uptimeSeconds: 1234 })] },
  });
  expect(buildProxyStats(context)).toMatchObject({ value: [{ uptimeSeconds: 1234 }] });
});
