import { expect, test } from 'vitest';
import { envoyClusters } from '../../../src/parsers/envoy-clusters/index.js';
import { parseWindow } from '../../helpers/parse.js';

const reviews = {
  name: 'outbound|9080||reviews.shop.svc.cluster.local',
  added_via_api: true,
  host_statuses: [
    {
      address: { socket_address: { address: '10.244.1.8', port_value: 9080 } },
      stats: [{ name: 'cx_total', value: '4' }, { name: 'cx_connect_fail' }],
      health_status: { eds_health_status: 'HEALTHY' },
    },
    {
      address: { socket_address: { address: 'fd00::9', port_value: 9080 } },
      stats: [
        { name: 'cx_connect_fail', value: '31' },
        { name: 'cx_total', value: '40' },
      ],
      health_status: { eds_health_status: 'UNHEALTHY', failed_outlier_check: true },
    },
  ],
};
const page = JSON.stringify({ cluster_statuses: [{ name: 'agent' }, reviews] });

const expected = {
  clusters: 2,
  hosts: 2,
  unhealthy: [
    { cluster: reviews.name, address: '[fd00::9]:9080', flags: ['failed_outlier_check', 'failed_eds_health'] },
  ],
  connectFailures: [{ cluster: reviews.name, address: '[fd00::9]:9080', failed: 31, total: 40 }],
};

test('the page with format=json', () => {
  expect(parseWindow(envoyClusters, page)).toEqual({ artifact: expected, notes: [] });
});

test.each([1, 7, 64, 4096])('in windows of %i bytes', (size) => {
  expect(parseWindow(envoyClusters, page, { size }).artifact).toEqual(expected);
});

test('behind a line of kubectl, and as the array that istioctl prints', () => {
  const preface = 'Defaulted container "istio-proxy" out of: istio-proxy, app\n';
  expect(parseWindow(envoyClusters, preface + page)).toEqual({ artifact: expected, notes: [] });
  expect(parseWindow(envoyClusters, JSON.stringify([{ name: 'agent' }, reviews], undefined, 4)).artifact).toEqual(
    expected,
  );
});

test('names in camelCase, and statistics as a map (Istio 1.0)', () => {
  const { artifact } = parseWindow(
    envoyClusters,
    JSON.stringify({
      cluster_statuses: [
        {
          name: 'outbound|443||pilot',
          addedViaApi: true,
          hostStatuses: [
            {
              address: { socketAddress: { address: '172.17.0.4', portValue: 443 } },
              stats: { cx_active: { type: 'GAUGE' }, cx_connect_fail: { value: '2' }, cx_total: { value: '5' } },
              healthStatus: { edsHealthStatus: 'HEALTHY', failedOutlierCheck: true },
            },
          ],
        },
      ],
    }),
  );
  expect(artifact).toEqual({
    clusters: 1,
    hosts: 1,
    unhealthy: [{ cluster: 'outbound|443||pilot', address: '172.17.0.4:443', flags: ['failed_outlier_check'] }],
    connectFailures: [{ cluster: 'outbound|443||pilot', address: '172.17.0.4:443', failed: 2, total: 5 }],
  });
});

test('sockets and hosts inside Envoy have addresses of their own', () => {
  const unhealthy = { health_status: { failed_active_hc: true } };
  const { artifact } = parseWindow(
    envoyClusters,
    JSON.stringify({
      cluster_statuses: [
        {
          name: 'sds',
          host_statuses: [
            { address: { pipe: { path: '/var/run/socket' } }, ...unhealthy },
            {
              address: {
                envoy_internal_address: { server_listener_name: 'connect_originate', endpoint_id: '10.1.1.1:80' },
              },
              ...unhealthy,
            },
          ],
        },
      ],
    }),
  );
  expect(artifact.unhealthy.map(({ address }) => address)).toEqual([
    '/var/run/socket',
    'envoy://connect_originate/10.1.1.1:80',
  ]);
});

test('one bad cluster and a page that ends early cost only themselves', () => {
  const { artifact, notes } = parseWindow(
    envoyClusters,
    `{"cluster_statuses":[{"name":7},${JSON.stringify(reviews)},{"name":"cut`,
  );
  expect(artifact.clusters).toBe(1);
  expect(notes).toEqual([
    { code: 'unexpected-content', path: 'entry', detail: '1 unreadable clusters' },
    { code: 'unexpected-content', path: 'entry', detail: 'the page is damaged or cut off' },
  ]);
});

test('other JSON is no page', () => {
  expect(() => parseWindow(envoyClusters, '{"configs":[]}')).toThrow('no clusters page');
});
