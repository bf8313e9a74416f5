import { gatewaysClass } from '../../../src/checks/gateways/class.js';
import type { GatewayClass } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { kubernetesGateway, labels } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const eg: GatewayClass = {
  kind: 'GatewayClass',
  group: 'gateway.networking.k8s.io',
  namespace: '',
  name: 'eg',
  labels: labels(),
  annotations: labels(),
  spec: { conditions: [] },
  source: { path: 'classes.yaml', line: 1 },
};

function ofClass(className: string) {
  return { kubernetesGateways: [kubernetesGateway({ spec: { className } })], gatewayClasses: [eg] };
}

describeCheck(gatewaysClass, {
  silent: {
    'a class that exists': ofClass('eg'),
    'a class that istiod makes': ofClass('istio-waypoint'),
  },
  open: {
    'not every class was gathered': {
      given: { ...ofClass('nginx'), mesh: mesh({ partial: new Map([['GatewayClass', new Set()]]) }) },
      because: 'nginx may exist',
    },
  },
  fires: {
    'no such class': {
      given: ofClass('isto'),
      expect: [
        { messageId: 'unknown', subject: 'Gateway shop/public', args: { className: 'isto' }, severity: 'error' },
      ],
    },
  },
});
