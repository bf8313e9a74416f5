import { routingOverriddenMutualTls } from '../../../src/checks/routing/overridden-mutual-tls.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const meshWide = destinationRule({
  namespace: 'istio-system',
  name: 'default',
  spec: { host: '*.local', tls: 'ISTIO_MUTUAL' },
});

function beside(...rules: ReturnType<typeof destinationRule>[]) {
  return { destinationRules: [meshWide, ...rules], mesh: mesh({ controlPlaneVersions: ['1.4.6'] }) };
}

describeCheck(routingOverriddenMutualTls, {
  silent: {
    'with the mode': beside(destinationRule({ spec: { tls: 'ISTIO_MUTUAL' } })),
    'with a mode for a port': beside(destinationRule({ spec: { portTls: new Map([[80, 'DISABLE']]) } })),
    'an external host': beside(destinationRule({ spec: { host: 'api.example.com' } })),
  },
  notApplicable: {
    'clients choose the mode themselves': {
      given: { destinationRules: [meshWide, destinationRule()], mesh: mesh({ controlPlaneVersions: ['1.27.3'] }) },
      because: 'auto mutual TLS is on',
    },
  },
  fires: {
    'no TLS settings below a rule for the mesh': {
      given: beside(destinationRule()),
      expect: [
        {
          messageId: 'overridden',
          subject: 'DestinationRule shop/cart',
          args: { other: 'DestinationRule istio-system/default' },
        },
      ],
    },
  },
});
