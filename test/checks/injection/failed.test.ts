import { injectionFailed } from '../../../src/checks/injection/failed.js';
import { describeCheck } from '../../helpers/check.js';
import { event, workload } from '../../helpers/facets/kubernetes.js';

const failure = event({
  reason: 'FailedCreate',
  object: { kind: 'ReplicaSet', name: 'cart-6f5b9c7d4' },
  message:
    'Error creating: Internal error occurred: failed calling webhook "namespace.sidecar-injector.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints available for service "istiod"',
});

describeCheck(injectionFailed, {
  silent: {
    'other events': { events: [event()] },
    'a pod that could not be created for another reason': {
      events: [{ ...failure, message: 'Error creating: pods "cart-6f5b9c7d4-" is forbidden: exceeded quota' }],
    },
    'the webhook of another product': {
      events: [
        {
          ...failure,
          message: 'Error creating: Internal error occurred: failed calling webhook "mutate.kyverno.svc": x',
        },
      ],
    },
  },
  fires: {
    'no endpoints': {
      given: { events: [failure, { ...failure, last: '2026-03-04T09:30:30Z' }] },
      expect: [
        {
          messageId: 'failed',
          subject: 'Workload shop/cart',
          args: { reason: 'no endpoints available for service "istiod"' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'the words of Kubernetes 1.12, for a StatefulSet': {
      given: {
        events: [
          {
            ...failure,
            object: { kind: 'StatefulSet', name: 'db-0' },
            message:
              'create Pod db-0-0 in StatefulSet db-0 failed error: Internal error occurred: failed calling admission webhook "sidecar-injector.istio.io": Post https://istio-sidecar-injector.istio-system.svc:443/inject?timeout=30s: x509: certificate signed by unknown authority',
          },
        ],
      },
      expect: [
        {
          messageId: 'failed',
          subject: 'Workload shop/db-0',
          args: { reason: 'x509: certificate signed by unknown authority' },
        },
      ],
    },
    'all replicas are there by now': {
      given: { events: [failure], workloads: [workload()] },
      expect: [{ messageId: 'recovered', subject: 'Workload shop/cart', severity: 'warning' }],
    },
  },
});
