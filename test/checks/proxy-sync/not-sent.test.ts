import { proxySyncNotSent } from '../../../src/checks/proxy-sync/not-sent.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { proxySync, syncTypes } from '../../helpers/facets/sync.js';

const notSent = { state: 'notSent' } as const;
const { type: _, ...untyped } = proxySync();

function podOf(role: string) {
  return podSpec({ containers: [container({ name: 'istio-proxy', args: ['proxy', role, '--domain', 'x'] })] });
}

describeCheck(proxySyncNotSent, {
  silent: {
    'a configured sidecar': { proxySync: [proxySync()] },
    'no routes, endpoints or extensions for this sidecar': {
      proxySync: [proxySync({ types: syncTypes({ RDS: notSent, EDS: notSent, ECDS: notSent }) })],
    },
    'a gateway that no Gateway configures has no listeners': {
      proxySync: [proxySync({ type: 'router', types: syncTypes({ LDS: notSent, RDS: notSent }) })],
    },
    'the same, in a list that does not say what the proxy is': {
      proxySync: [{ ...untyped, types: syncTypes({ LDS: notSent }) }],
      podSpecs: [podOf('router')],
    },
    'a ztunnel does not know these types': {
      proxySync: [proxySync({ type: 'ztunnel', types: syncTypes({ CDS: notSent, LDS: notSent }) })],
    },
    'gRPC without a proxy asks for what it uses': {
      proxySync: [proxySync({ types: syncTypes({ CDS: notSent, LDS: notSent }) })],
      podSpecs: [podSpec({ annotations: labels({ 'inject.istio.io/templates': 'grpc-agent' }) })],
    },
  },
  fires: {
    'a sidecar without listeners': {
      given: { proxySync: [proxySync({ types: syncTypes({ LDS: notSent }) })] },
      expect: [
        {
          messageId: 'never',
          subject: 'Workload shop/cart',
          args: { types: 'LDS', count: 1, controlPlane: 'istiod-7d4f' },
        },
      ],
    },
    'what a pod runs tells its role where the list does not': {
      given: {
        proxySync: [{ ...untyped, types: syncTypes({ CDS: notSent, LDS: notSent }) }],
        podSpecs: [podOf('sidecar')],
      },
      expect: [
        { messageId: 'never', subject: 'Workload shop/cart', args: { types: 'CDS, LDS', count: 1 }, evidence: 2 },
      ],
    },
    'a gateway without clusters': {
      given: { proxySync: [proxySync({ type: 'router', types: syncTypes({ CDS: notSent, LDS: notSent }) })] },
      expect: [{ messageId: 'never', subject: 'Workload shop/cart', args: { types: 'CDS' } }],
    },
  },
});
