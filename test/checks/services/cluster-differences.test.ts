import { expect, test } from 'vitest';
import { servicesClusterDifferences } from '../../../src/checks/services/cluster-differences.js';
import type { ServicePort } from '../../../src/model/facets.js';
import { describeCheck, testNow } from '../../helpers/check.js';
import { meshCluster } from '../../helpers/facets/clusters.js';
import { service, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';

function withPorts(name: string, ports: readonly ServicePort[], namespace = 'shop') {
  return meshCluster(name, { serviceSpecs: [serviceSpec({ namespace, ports })] });
}

const http = servicePort({ name: 'http', port: 80 });
const admin = servicePort({ name: 'admin', port: 9000 });

describeCheck(servicesClusterDifferences, {
  silent: {
    'the same service in both': { clusters: [withPorts('east', [http, admin]), withPorts('west', [admin, http])] },
    'node ports, which each cluster gives out itself': {
      clusters: [withPorts('east', [{ ...http, nodePort: 31000 }]), withPorts('west', [{ ...http, nodePort: 32000 }])],
    },
    'a service of one cluster only': { clusters: [withPorts('east', [http]), meshCluster('west', { services: [] })] },
    'a service of Kubernetes itself': {
      clusters: [withPorts('east', [http], 'kube-system'), withPorts('west', [admin], 'kube-system')],
    },
  },
  fires: {
    'another port': {
      given: { clusters: [withPorts('east', [http]), withPorts('west', [{ ...http, port: 8080 }])] },
      expect: [
        {
          messageId: 'differs',
          subject: 'Service shop/cart',
          args: { clusters: 'east, west', what: 'ports' },
          evidence: 2,
        },
      ],
    },
    'headless in one of three': {
      given: {
        clusters: [
          withPorts('east', [http]),
          withPorts('west', [http]),
          meshCluster('north', { serviceSpecs: [serviceSpec({ ports: [http], clusterIPs: ['None'] })] }),
        ],
      },
      expect: [{ messageId: 'differs', subject: 'Service shop/cart', args: { what: 'being headless' }, evidence: 3 }],
    },
    'another type, from tables': {
      given: {
        clusters: [
          meshCluster('east', { services: [service()] }),
          meshCluster('west', { services: [service({ type: 'NodePort' })] }),
        ],
      },
      expect: [{ messageId: 'differs', subject: 'Service shop/cart', args: { what: 'type' } }],
    },
  },
});

test('each piece of evidence names its bundle', () => {
  const clusters = [withPorts('east', [http]), withPorts('west', [admin])];
  const [finding] = servicesClusterDifferences.run({ clusters }, { now: testNow, undecided: () => {} });
  expect(finding?.evidence.map(({ bundle, field, excerpt }) => ({ bundle, field, excerpt }))).toEqual([
    { bundle: 'east.tgz', field: 'spec.ports', excerpt: 'spec.ports: http 80/TCP' },
    { bundle: 'west.tgz', field: 'spec.ports', excerpt: 'spec.ports: admin 9000/TCP' },
  ]);
});
