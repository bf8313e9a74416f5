import { routingUnknownExportNamespace } from '../../../src/checks/routing/unknown-export-namespace.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, namespace, serviceEntry, virtualService } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function exporting(...exportTo: string[]) {
  return {
    virtualServices: [virtualService({ spec: { exportTo } })],
    namespaces: [namespace({ name: 'shop' }), namespace({ name: 'web' })],
    mesh: mesh(),
  };
}

describeCheck(routingUnknownExportNamespace, {
  silent: {
    'its own and all': exporting('.', '*'),
    'a namespace that exists': exporting('web'),
    'an ambient namespace': {
      ...exporting('absent'),
      namespaces: [namespace({ name: 'shop', labels: labels({ 'istio.io/dataplane-mode': 'ambient' }) })],
    },
  },
  open: {
    'not every namespace was gathered': {
      given: { ...exporting('absent'), mesh: mesh({ partial: new Map([['Namespace', new Set()]]) }) },
      because: 'absent may exist',
    },
  },
  fires: {
    'no such namespace': {
      given: exporting('.', 'wbe'),
      expect: [
        { messageId: 'unknown', subject: 'VirtualService shop/cart', args: { target: 'wbe' }, severity: 'error' },
      ],
    },
    'of a ServiceEntry': {
      given: { ...exporting(), serviceEntries: [serviceEntry({ spec: { exportTo: ['wbe'] } })] },
      expect: [{ messageId: 'unknown', subject: 'ServiceEntry shop/payments' }],
    },
  },
});
