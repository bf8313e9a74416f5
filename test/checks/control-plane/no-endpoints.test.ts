import { controlPlaneNoEndpoints } from '../../../src/checks/control-plane/no-endpoints.js';
import { describeCheck } from '../../helpers/check.js';
import { endpoints, labels, service } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const istiod = service({ namespace: 'istio-system', name: 'istiod', selector: labels({ app: 'istiod' }) });
const canary = { ...istiod, name: 'istiod-canary' };
const behind = endpoints({ namespace: 'istio-system', service: 'istiod' });
const nobody = { ...behind, addresses: [] };

describeCheck(controlPlaneNoEndpoints, {
  silent: {
    'a ready endpoint': { services: [istiod], endpoints: [behind], mesh: mesh() },
    'endpoints of this service were not captured': { services: [istiod], endpoints: [endpoints()], mesh: mesh() },
    'other services have another check': {
      services: [istiod, service()],
      endpoints: [behind, endpoints({ addresses: [] })],
      mesh: mesh(),
    },
    'a service without a selector is filled by hand': {
      services: [
        {
          namespace: 'istio-system',
          name: 'istiod',
          type: 'ClusterIP',
          clusterIPs: [],
          ports: [],
          source: istiod.source,
        },
      ],
      endpoints: [nobody],
      mesh: mesh(),
    },
  },
  fires: {
    'no endpoint': {
      given: { services: [istiod], endpoints: [nobody], mesh: mesh() },
      expect: [{ messageId: 'none', subject: 'Service istio-system/istiod', severity: 'error' }],
    },
    'none is ready': {
      given: {
        services: [istiod],
        endpoints: [{ ...behind, addresses: [{ ip: '10.244.1.7', ready: false }] }],
        mesh: mesh(),
      },
      expect: [{ messageId: 'notReady', subject: 'Service istio-system/istiod', args: { count: 1 } }],
    },
    'another revision still serves': {
      given: { services: [istiod, canary], endpoints: [behind, { ...nobody, service: 'istiod-canary' }], mesh: mesh() },
      expect: [{ messageId: 'none', subject: 'Service istio-system/istiod-canary', severity: 'warning' }],
    },
    'Pilot does not stand in for Galley': {
      given: {
        services: [
          { ...istiod, name: 'istio-pilot' },
          { ...istiod, name: 'istio-galley' },
        ],
        endpoints: [
          { ...behind, service: 'istio-pilot' },
          { ...nobody, service: 'istio-galley' },
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'none', subject: 'Service istio-system/istio-galley', severity: 'error' }],
    },
  },
});
