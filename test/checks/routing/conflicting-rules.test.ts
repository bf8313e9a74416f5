import { routingConflictingRules } from '../../../src/checks/routing/conflicting-rules.js';
import { describeCheck } from '../../helpers/check.js';
import { destinationRule, labels, sidecar } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

interface Given {
  namespace?: string;
  host?: string;
  subsets?: string[];
  policy?: true;
  exportTo?: string[];
  tls?: 'ISTIO_MUTUAL';
}

function rules(...list: Given[]) {
  return {
    destinationRules: list.map(
      ({ namespace = 'shop', host = 'cart', subsets = [], policy, exportTo = [], tls }, index) =>
        destinationRule({
          namespace,
          name: `rule-${index}`,
          spec: {
            host,
            exportTo,
            subsets: subsets.map((name) => ({ name, labels: labels({ version: name }) })),
            ...(policy && { policy: { field: 'spec.trafficPolicy', ports: [] } }),
            ...(tls && { tls }),
          },
        }),
    ),
    mesh: mesh(),
  };
}

const first = { subject: 'DestinationRule shop/rule-0' };
const second = { subject: 'DestinationRule shop/rule-1' };

describeCheck(routingConflictingRules, {
  silent: {
    'one rule a host': rules({ host: 'cart' }, { host: 'till' }),
    'different subsets of one host': rules({ subsets: ['v1'] }, { subsets: ['v2'] }),
    'a wildcard that turns on mutual TLS': rules({ host: '*.local', tls: 'ISTIO_MUTUAL' }, { policy: true }),
    'exported to different namespaces': rules(
      { host: 'a.example.com', exportTo: ['.'] },
      { namespace: 'web', host: 'a.example.com', exportTo: ['.'] },
    ),
    'a host that the Sidecar of the only namespace does not import': {
      ...rules(
        { host: 'a.web.svc.cluster.local', policy: true, exportTo: ['.'] },
        { host: 'a.web.svc.cluster.local', policy: true, exportTo: ['.'] },
      ),
      sidecars: [sidecar({ spec: { egressHosts: ['./*'] } })],
    },
  },
  fires: {
    'two policies': {
      given: rules({ policy: true }, { host: 'cart.shop.svc.cluster.local', policy: true }),
      expect: [
        { messageId: 'sameHost', ...first, severity: 'warning', args: { others: 'shop/rule-1' } },
        { messageId: 'sameHost', ...second },
      ],
    },
    'the same subset twice': {
      given: rules({ subsets: ['v1'] }, { subsets: ['v1', 'v2'] }),
      expect: [
        { messageId: 'sameHost', ...first },
        { messageId: 'sameHost', ...second },
      ],
    },
    'subsets here and a policy there, which istiod joins': {
      given: rules({ subsets: ['v1'] }, { policy: true }),
      expect: [
        { messageId: 'completed', ...first, severity: 'info' },
        { messageId: 'completed', ...second, severity: 'info' },
      ],
    },
    'the client has a rule of its own': {
      given: rules({ subsets: ['v1'] }, { namespace: 'web', host: 'cart.shop.svc.cluster.local', policy: true }),
      expect: [
        { messageId: 'sameHost', ...first, severity: 'warning' },
        { messageId: 'sameHost', subject: 'DestinationRule web/rule-1' },
      ],
    },
    'a wildcard with a policy': {
      given: rules({ host: '*.example.com', policy: true }, { host: 'a.example.com', policy: true }),
      expect: [
        { messageId: 'wildcard', ...second, severity: 'info', args: { others: 'shop/rule-0' } },
        { messageId: 'wildcard', ...first, severity: 'info' },
      ],
    },
  },
});
