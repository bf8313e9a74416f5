import { certificatesClusterRoots } from '../../../src/checks/certificates/cluster-roots.js';
import { describeCheck } from '../../helpers/check.js';
import { meshCluster } from '../../helpers/facets/clusters.js';
import { authority, workloadCertificates } from '../../helpers/facets/envoy.js';

function trusting(name: string, ...fingerprints: readonly string[]) {
  const authorities = fingerprints.map((fingerprint) => authority({ fingerprint }));
  return meshCluster(name, { workloadCertificates: [workloadCertificates({ authorities })] });
}

describeCheck(certificatesClusterRoots, {
  silent: {
    'one root': { clusters: [trusting('east', 'aa'), trusting('west', 'aa')] },
    'a rotation on its way: the old and the new root are both trusted in one cluster': {
      clusters: [trusting('east', 'aa'), trusting('west', 'aa', 'bb')],
    },
  },
  open: {
    'a bundle without certificates': {
      given: { clusters: [trusting('east', 'aa'), meshCluster('west')] },
      because: 'the bundle of cluster west has no root certificates of proxies',
    },
  },
  fires: {
    'no root in common': {
      given: { clusters: [trusting('east', 'aa'), trusting('west', 'bb')] },
      expect: [{ messageId: 'apart', subject: 'Mesh clusters', args: { cluster: 'east', other: 'west' }, evidence: 2 }],
    },
    'one of three apart': {
      given: { clusters: [trusting('east', 'aa'), trusting('west', 'aa'), trusting('north', 'bb')] },
      expect: [
        { messageId: 'apart', subject: 'Mesh clusters', args: { cluster: 'east', other: 'north' } },
        { messageId: 'apart', subject: 'Mesh clusters', args: { cluster: 'west', other: 'north' } },
      ],
    },
  },
});
