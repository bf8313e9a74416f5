import { expect, test } from 'vitest';
import { controlPlaneRemoteCluster } from '../../../src/checks/control-plane/remote-cluster.js';
import { describeCheck } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { watchedCluster } from '../../helpers/facets/sync.js';

const { secret: _, ...own } = watchedCluster({ id: 'east' });

describeCheck(controlPlaneRemoteCluster, {
  silent: {
    'every cluster is read': { watchedClusters: [own, watchedCluster()] },
  },
  open: {
    'a cluster that is being read for the first time': {
      given: { watchedClusters: [own, watchedCluster({ status: 'syncing' })] },
      because: 'still reading cluster west',
    },
  },
  fires: {
    'a cluster that could not be read in time': {
      given: { watchedClusters: [own, watchedCluster({ status: 'timeout' })] },
      expect: [
        { messageId: 'timeout', subject: 'Secret istio-system/istio-remote-secret-west', args: { cluster: 'west' } },
      ],
    },
    'a cluster that istiod gave up': {
      given: { watchedClusters: [own, watchedCluster({ status: 'closed' })] },
      expect: [{ messageId: 'closed', subject: 'Secret istio-system/istio-remote-secret-west', severity: 'error' }],
    },
  },
  notApplicable: {
    'one cluster': { given: { watchedClusters: [own] }, because: 'its own cluster only' },
    'no list of remote clusters (Istio 1.11 to 1.18)': {
      given: { watchedClusters: [] },
      because: 'its own cluster only',
    },
  },
});

test('the page came with Istio 1.11', () => {
  expect(controlPlaneRemoteCluster.era?.(mesh({ controlPlaneVersions: ['1.10.6'] }))).toContain('1.11');
  expect(controlPlaneRemoteCluster.era?.(mesh({ controlPlaneVersions: ['1.11.8', '1.10.6'] }))).toBe(true);
  expect(controlPlaneRemoteCluster.era?.(mesh({ controlPlaneVersions: [] }))).toBe(true);
});
