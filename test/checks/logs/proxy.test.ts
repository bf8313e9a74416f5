import { logsProxy } from '../../../src/checks/logs/proxy.js';
import { describeCheck } from '../../helpers/check.js';
import { containerLog, signatureMatch } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';

const web = { pod: { namespace: 'shop', name: 'web-1' }, workload: 'web' };

function rejection(reason: string) {
  return signatureMatch('envoy-xds-rejected', { type: 'envoy.config.listener.v3.Listener', reason });
}

describeCheck(logsProxy, {
  silent: {
    'no log': { proxyLogs: [], mesh: mesh() },
    'an empty log': { proxyLogs: [containerLog({ lines: 0 })], mesh: mesh() },
    'what another check reports': {
      proxyLogs: [containerLog({ matches: [signatureMatch('xds-stream-down-since', { reason: 'x' })] })],
      mesh: mesh(),
    },
    'a signature of a later version': {
      proxyLogs: [containerLog({ matches: [signatureMatch('no-such-signature')] })],
      mesh: mesh(),
    },
  },
  fires: {
    'Envoy was killed': {
      given: { proxyLogs: [containerLog({ matches: [signatureMatch('agent-envoy-killed')] })], mesh: mesh() },
      expect: [{ messageId: 'agent-envoy-killed', subject: 'Workload shop/cart', severity: 'error', line: 7 }],
    },
    'two pods of a workload are one finding': {
      given: {
        proxyLogs: [
          containerLog({ matches: [signatureMatch('agent-not-live')] }),
          containerLog({ pod: { namespace: 'shop', name: 'cart-9c1d' }, matches: [signatureMatch('agent-not-live')] }),
        ],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'agent-not-live', subject: 'Workload shop/cart', args: { count: 4, logs: 2 }, evidence: 2 },
      ],
    },
    'one bad object on two workloads is one finding, whatever the port in the message': {
      given: {
        proxyLogs: [
          containerLog({ matches: [rejection('duplicate listener 0.0.0.0_8001 found')] }),
          containerLog({ ...web, matches: [rejection('duplicate listener 0.0.0.0_8002 found')] }),
        ],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'envoy-xds-rejected',
          subject: 'Mesh mesh',
          args: { reason: 'duplicate listener 0.0.0.0_8001 found', logs: 2 },
          evidence: 2,
        },
      ],
    },
    'two reasons are two findings': {
      given: {
        proxyLogs: [
          containerLog({ matches: [rejection('no filter chains')] }),
          containerLog({ ...web, matches: [rejection('bad socket')] }),
        ],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'envoy-xds-rejected', subject: 'Mesh mesh' },
        { messageId: 'envoy-xds-rejected', subject: 'Mesh mesh' },
      ],
    },
    'the exact reason stands for the general message': {
      given: {
        proxyLogs: [
          containerLog({
            matches: [rejection('script load error: x'), signatureMatch('nack-lua-script', { reason: 'x' })],
          }),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'nack-lua-script', subject: 'Mesh mesh', args: { reason: 'x' } }],
    },
    'a message that is seen more often than its explanation stays': {
      given: {
        proxyLogs: [
          containerLog({
            matches: [
              { ...rejection('script load error: x'), count: 5 },
              signatureMatch('nack-lua-script', { reason: 'x' }),
            ],
          }),
        ],
        mesh: mesh(),
      },
      expect: [
        { messageId: 'envoy-xds-rejected', subject: 'Mesh mesh' },
        { messageId: 'nack-lua-script', subject: 'Mesh mesh' },
      ],
    },
    'an authority that is out of reach is about the control plane': {
      given: {
        proxyLogs: [containerLog({ matches: [signatureMatch('agent-ca-unreachable', { reason: 'timeout' })] })],
        mesh: mesh({ istioNamespaces: ['mesh-system'] }),
      },
      expect: [{ messageId: 'agent-ca-unreachable', subject: 'ControlPlane mesh-system/istiod', severity: 'error' }],
    },
    'a single failed request of a certificate is no alarm': {
      given: {
        proxyLogs: [
          containerLog({ matches: [signatureMatch('agent-ca-unreachable', { reason: 'timeout' }, { count: 1 })] }),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'agent-ca-unreachable', subject: 'ControlPlane istio-system/istiod', severity: 'info' }],
    },
    'a name that the line did not have': {
      given: { proxyLogs: [containerLog({ matches: [signatureMatch('nack-duplicate-domain')] })], mesh: mesh() },
      expect: [{ messageId: 'nack-duplicate-domain', subject: 'Mesh mesh', args: { domain: '(not named)' } }],
    },
  },
});
