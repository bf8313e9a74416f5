import { gatewaysListenerConflict } from '../../../src/checks/gateways/listener-conflict.js';
import type { KubernetesListener } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { kubernetesGateway } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function listener(facts: Partial<KubernetesListener> = {}): KubernetesListener {
  return {
    field: 'spec.listeners[0]',
    name: 'http',
    port: 80,
    protocol: 'HTTP',
    hostname: 'shop.example.com',
    ...facts,
  };
}

function gateways(first: KubernetesListener, second: KubernetesListener) {
  return {
    kubernetesGateways: [
      kubernetesGateway({ name: 'one', spec: { listeners: [first] } }),
      kubernetesGateway({ name: 'two', spec: { listeners: [second] } }),
    ],
  };
}

function asking(type: string) {
  const requestedAddresses = [{ field: 'spec.addresses[0]', type, value: '192.0.2.7' }];
  return {
    kubernetesGateways: ['one', 'two'].map((name) => kubernetesGateway({ name, spec: { requestedAddresses } })),
  };
}

const manifests = { mesh: mesh({ isManifests: true }) };

describeCheck(gatewaysListenerConflict, {
  silent: {
    'one host on two Gateways with load balancers of their own': gateways(listener(), listener()),
    'hosts of their own': { ...gateways(listener(), listener({ hostname: 'cart.example.com' })), ...manifests },
    'no host': {
      kubernetesGateways: ['one', 'two'].map((name) => kubernetesGateway({ name })),
      ...manifests,
    },
    'a Service that two Gateways share': asking('Hostname'),
  },
  fires: {
    'one host on two Gateways, in manifests': {
      given: { ...gateways(listener(), listener()), ...manifests },
      expect: [
        { messageId: 'gateways', subject: 'Gateway shop/one', args: { other: 'shop/two' }, severity: 'warning' },
        { messageId: 'gateways', subject: 'Gateway shop/two', args: { other: 'shop/one' } },
      ],
    },
    'two listeners of one Gateway': {
      given: {
        kubernetesGateways: [
          kubernetesGateway({
            spec: { listeners: [listener(), listener({ name: 'again', field: 'spec.listeners[1]' })] },
          }),
        ],
      },
      expect: [
        {
          messageId: 'listeners',
          subject: 'Gateway shop/public',
          args: { listener: 'http', other: 'again' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'one address': {
      given: asking('IPAddress'),
      expect: [
        { messageId: 'addresses', subject: 'Gateway shop/one', args: { address: '192.0.2.7' } },
        { messageId: 'addresses', subject: 'Gateway shop/two' },
      ],
    },
  },
});
