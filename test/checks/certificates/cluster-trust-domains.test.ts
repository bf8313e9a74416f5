import { certificatesClusterTrustDomains } from '../../../src/checks/certificates/cluster-trust-domains.js';
import { describeCheck } from '../../helpers/check.js';
import { meshCluster } from '../../helpers/facets/clusters.js';
import { meshConfig } from '../../helpers/facets/configuration.js';
import { mesh } from '../../helpers/facets/mesh.js';

function cluster(name: string, trustDomain: string, ...trustDomainAliases: readonly string[]) {
  return meshCluster(name, {
    mesh: mesh({ trustDomain }),
    meshConfig: meshConfig({ trustDomain, trustDomainAliases }),
  });
}

describeCheck(certificatesClusterTrustDomains, {
  silent: {
    'one trust domain': { clusters: [cluster('east', 'example.com'), cluster('west', 'example.com')] },
    'each lists the other': {
      clusters: [cluster('east', 'east.example', 'west.example'), cluster('west', 'west.example', 'east.example')],
    },
  },
  open: {
    'aliases are not known': {
      given: {
        clusters: [
          meshCluster('east', { mesh: mesh({ trustDomain: 'east.example' }) }),
          cluster('west', 'west.example', 'east.example'),
        ],
      },
      because: 'the aliases of the trust domain of cluster east are not in its bundle',
    },
    'a trust domain is not known': {
      given: { clusters: [cluster('east', 'east.example'), meshCluster('west', { mesh: mesh() })] },
      because: 'the trust domain of cluster west is not in its bundle',
    },
  },
  fires: {
    'one of them does not list the other': {
      given: { clusters: [cluster('east', 'east.example', 'west.example'), cluster('west', 'west.example')] },
      expect: [
        {
          messageId: 'refused',
          subject: 'Mesh west.example (west)',
          args: { cluster: 'west', other: 'east', otherTrustDomain: 'east.example' },
          evidence: 2,
        },
      ],
    },
  },
});
