import { expect, test } from 'vitest';
import { envoyClusters } from '../../../src/parsers/envoy-clusters/index.js';
import { parseWindow } from '../../helpers/parse.js';

const page = `outbound|9080||reviews.shop.svc.cluster.local::default_priority::max_connections::4294967295
outbound|9080||reviews.shop.svc.cluster.local::added_via_api::true
outbound|9080||reviews.shop.svc.cluster.local::10.244.1.8:9080::cx_active::1
outbound|9080||reviews.shop.svc.cluster.local::10.244.1.8:9080::cx_connect_fail::0
outbound|9080||reviews.shop.svc.cluster.local::10.244.1.8:9080::cx_total::4
outbound|9080||reviews.shop.svc.cluster.local::10.244.1.8:9080::health_flags::healthy
outbound|9080||reviews.shop.svc.cluster.local::[fd00::9]:9080::cx_active::0
outbound|9080||reviews.shop.svc.cluster.local::[fd00::9]:9080::cx_connect_fail::31
outbound|9080||reviews.shop.svc.cluster.local::[fd00::9]:9080::cx_total::40
outbound|9080||reviews.shop.svc.cluster.local::[fd00::9]:9080::health_flags::/failed_outlier_check/failed_eds_health
agent::added_via_api::false
`;

const expected = {
  clusters: 2,
  hosts: 2,
  unhealthy: [
    {
      cluster: 'outbound|9080||reviews.shop.svc.cluster.local',
      address: '[fd00::9]:9080',
      flags: ['failed_outlier_check', 'failed_eds_health'],
      line: 10,
    },
  ],
  connectFailures: [
    {
      cluster: 'outbound|9080||reviews.shop.svc.cluster.local',
      address: '[fd00::9]:9080',
      failed: 31,
      total: 40,
      line: 8,
    },
  ],
};

test('hosts are counted, and those that are not well are kept with their lines', () => {
  expect(parseWindow(envoyClusters, page)).toEqual({ artifact: expected, notes: [] });
});

test.each([1, 7, 64, 4096])('in windows of %i bytes', (size) => {
  // Beyond the head that tells text from JSON, so that windows end in every place.
  const limits = 'agent::default_priority::max_connections::1024\n'.repeat(100);
  const { unhealthy, connectFailures } = parseWindow(envoyClusters, limits + page, { size }).artifact;
  expect(unhealthy).toEqual(expected.unhealthy.map((host) => ({ ...host, line: host.line + 100 })));
  expect(connectFailures).toEqual(expected.connectFailures.map((host) => ({ ...host, line: host.line + 100 })));
});

test('an error and a table of istioctl are no page', () => {
  expect(() =>
    parseWindow(envoyClusters, 'invalid path. admin commands are:\n  /clusters: upstream cluster status\n', {
      size: 7,
    }),
  ).toThrow('invalid path');
  expect(() =>
    parseWindow(
      envoyClusters,
      'ENDPOINT             STATUS        CLUSTER\n10.244.1.8:9080      UNHEALTHY     outbound|9080||reviews.shop.svc.cluster.local\n',
    ),
  ).toThrow('no clusters page');
});
