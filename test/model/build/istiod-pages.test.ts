import { expect, test } from 'vitest';
import {
  buildNetworks,
  buildPushProblems,
  buildRegistryHosts,
  buildWatchedClusters,
} from '../../../src/model/build/istiod-pages.js';
import { buildContext, stored } from '../../helpers/build.js';

const page = (name: string) => `istiod/istio-system/istiod-7d4f/${name}.json`;
const endpoints = (networks: [string, number][], ...hosts: string[]) =>
  stored(page('endpointShardz'), { hosts: new Set(hosts), networks: new Map(networks) });
const gateways = stored(page('networkz'), {
  gateways: [
    { network: 'east', cluster: 'east-1', address: '203.0.113.9', port: 15443, pointer: '/0' },
    { network: 'east', cluster: 'east-1', address: '203.0.113.9', port: 15443, pointer: '/1' },
  ],
});

test('clusters and problems keep the place where they were read', () => {
  const context = buildContext({
    artifacts: {
      clusterz: [stored(page('clusterz'), { clusters: [{ id: 'east', status: 'synced', pointer: '/0' }] })],
      'push-status': [
        stored(page('push_status'), { problems: [{ metric: 'pilot_no_ip', key: 'a', pointer: '/pilot_no_ip/a' }] }),
      ],
    },
  });
  expect(buildWatchedClusters(context)).toMatchObject({
    value: [{ id: 'east', status: 'synced', source: { path: page('clusterz'), pointer: '/0' } }],
  });
  expect(buildPushProblems(context)).toMatchObject({
    value: [{ metric: 'pilot_no_ip', key: 'a', source: { path: page('push_status'), pointer: '/pilot_no_ip/a' } }],
  });
});

test('a network has its gateways once, and its endpoints where they are told', () => {
  const context = buildContext({
    artifacts: {
      networkz: [gateways],
      endpointz: [
        endpoints([
          ['', 4],
          ['east', 2],
          ['west', 3],
        ]),
      ],
    },
  });
  expect(buildNetworks(context)).toMatchObject({
    value: [
      {
        name: 'east',
        gateways: [{ cluster: 'east-1', address: '203.0.113.9', port: 15443 }],
        endpoints: 2,
        source: { path: page('networkz'), pointer: '/0' },
      },
      { name: 'west', gateways: [], endpoints: 3, source: { path: page('endpointShardz') } },
    ],
  });
});

test('without a page of endpoints their number is unknown', () => {
  const networks = buildNetworks(buildContext({ artifacts: { networkz: [gateways] } }));
  expect(networks).toMatchObject({ value: [{ name: 'east' }] });
  expect(networks.state === 'present' && networks.value[0]).not.toHaveProperty('endpoints');
});

test('hosts come from all pages', () => {
  const context = buildContext({
    artifacts: {
      registryz: [stored(page('registryz'), { hosts: new Set(['a', 'b']) })],
      endpointz: [endpoints([], 'c')],
    },
  });
  expect(buildRegistryHosts(context)).toMatchObject({ value: new Set(['a', 'b', 'c']), coverage: { seen: 3 } });
});

test('a page that istiod refused says why the facet is missing', () => {
  const reason = 'Error: received unsuccessful status code 403: ';
  const context = buildContext({ unusable: { clusterz: [{ path: page('clusterz'), reason }] } });
  expect(buildWatchedClusters(context)).toEqual({
    state: 'absent',
    because: `list of watched clusters (debug/clusterz) captured but unusable: ${page('clusterz')}: ${reason}`,
  });
  expect(buildNetworks(context).state).toBe('absent');
  expect(buildPushProblems(context).state).toBe('absent');
  expect(buildRegistryHosts(context).state).toBe('absent');
});
