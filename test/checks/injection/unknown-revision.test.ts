import { injectionUnknownRevision } from '../../../src/checks/injection/unknown-revision.js';
import { describeCheck } from '../../helpers/check.js';
import { labelSelector, labels, namespace, webhook } from '../../helpers/facets/kubernetes.js';

const canary = webhook({
  configuration: 'istio-sidecar-injector-canary',
  labels: labels({ 'istio.io/rev': 'canary' }),
  namespaceSelector: labelSelector({
    matchExpressions: [{ key: 'istio.io/rev', operator: 'In', values: ['canary'] }],
  }),
});
const tag = webhook({
  ...canary,
  configuration: 'istio-revision-tag-prod',
  labels: labels({ 'istio.io/rev': 'prod' }),
});

function labelled(pairs: Record<string, string>) {
  return { namespaces: [namespace({ labels: labels(pairs) })], webhooks: [canary, tag] };
}

describeCheck(injectionUnknownRevision, {
  silent: {
    'a revision that exists': labelled({ 'istio.io/rev': 'canary' }),
    'a tag that exists': labelled({ 'istio.io/rev': 'prod' }),
    'no revision': labelled({}),
    'istio-injection, which wins': labelled({ 'istio.io/rev': 'gone', 'istio-injection': 'enabled' }),
    'an ambient namespace': labelled({ 'istio.io/rev': 'gone', 'istio.io/dataplane-mode': 'ambient' }),
    'a webhook that selects every namespace': {
      ...labelled({ 'istio.io/rev': 'gone' }),
      webhooks: [webhook({ namespaceSelector: labelSelector() })],
    },
  },
  fires: {
    'a revision that is gone': {
      given: labelled({ 'istio.io/rev': 'gone' }),
      expect: [
        {
          messageId: 'noInjector',
          subject: 'Namespace shop',
          args: { revision: 'gone', known: 'canary, prod' },
          severity: 'error',
        },
      ],
    },
  },
});
