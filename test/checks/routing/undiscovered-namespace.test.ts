import { routingUndiscoveredNamespace } from '../../../src/checks/routing/undiscovered-namespace.js';
import { describeCheck } from '../../helpers/check.js';
import {
  destinationRule,
  labelSelector,
  labels,
  meshConfig,
  namespace,
  virtualService,
} from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function watching(label: string) {
  return {
    meshConfig: meshConfig({ discoverySelectors: [labelSelector({ matchLabels: labels({ watched: label }) })] }),
    namespaces: [namespace({ name: 'shop', labels: labels({ watched: 'yes' }) })],
    virtualServices: [virtualService()],
    destinationRules: [destinationRule()],
    mesh: mesh(),
  };
}

describeCheck(routingUndiscoveredNamespace, {
  silent: {
    'the namespace is selected': watching('yes'),
    'an unknown namespace': { ...watching('no'), namespaces: [] },
  },
  open: {
    'each control plane has selectors of its own': {
      given: { ...watching('no'), virtualServices: [], destinationRules: [], mesh: mesh({ revisions: ['a', 'b'] }) },
      because: 'several control planes',
    },
  },
  notApplicable: {
    'every namespace is watched': {
      given: { ...watching('no'), meshConfig: meshConfig() },
      because: 'no discovery selectors',
    },
  },
  fires: {
    'no selector takes the namespace': {
      given: watching('no'),
      expect: [
        {
          messageId: 'route',
          subject: 'VirtualService shop/cart',
          args: { target: 'shop' },
          severity: 'error',
          evidence: 3,
        },
        { messageId: 'rule', subject: 'DestinationRule shop/cart', severity: 'warning' },
        {
          messageId: 'objects',
          subject: 'Namespace shop',
          args: { count: 2, kinds: 'VirtualService, DestinationRule' },
          severity: 'warning',
          evidence: 3,
        },
      ],
    },
    'pods with a proxy in a namespace that is not watched': {
      given: {
        ...watching('no'),
        namespaces: [namespace({ name: 'shop' }), namespace({ name: 'bank', labels: labels() })],
        virtualServices: [],
        destinationRules: [],
      },
      expect: [{ messageId: 'injected', subject: 'Namespace shop', severity: 'warning' }],
    },
  },
});
