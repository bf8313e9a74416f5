import { controlPlaneNetworkLabel } from '../../../src/checks/control-plane/network-label.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, namespace, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const network = 'topology.istio.io/network';
const gateway = serviceSpec({ namespace: 'istio-system', name: 'eastwest', labels: labels({ [network]: 'network1' }) });

function istioSystem(own: Record<string, string>) {
  const namespaces = [namespace({ name: 'istio-system', labels: labels(own) }), namespace()];
  return { namespaces, serviceSpecs: [gateway, serviceSpec()], mesh: mesh() };
}

const subject = 'Namespace istio-system';

describeCheck(controlPlaneNetworkLabel, {
  silent: {
    'the network of the gateway': istioSystem({ [network]: 'network1' }),
    'one network': { ...istioSystem({}), serviceSpecs: [serviceSpec()] },
    'declared networks': {
      ...istioSystem({}),
      meshNetworks: {
        networks: [{ name: 'network1', endpoints: [], gateways: [] }],
        source: { path: 'cluster/configmaps.json' },
      },
    },
  },
  fires: {
    'no label': {
      given: istioSystem({}),
      expect: [{ messageId: 'missing', subject, args: { network: 'network1' }, severity: 'warning', evidence: 2 }],
    },
    'another network': {
      given: istioSystem({ [network]: 'network2' }),
      expect: [{ messageId: 'differs', subject, args: { named: 'network2', network: 'network1' } }],
    },
  },
});
