import { controlPlaneStreamErrors } from '../../../src/checks/control-plane/stream-errors.js';
import { describeCheck } from '../../helpers/check.js';
import { containerLog, signatureMatch } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';

const web = { pod: { namespace: 'shop', name: 'web-1' }, workload: 'web' };

function down(address: string) {
  return signatureMatch('xds-stream-down-since', { reason: `dial tcp ${address}: connect: connection refused` });
}

describeCheck(controlPlaneStreamErrors, {
  silent: {
    'nothing known in the logs': { proxyLogs: [containerLog()], mesh: mesh() },
    'what another check reports': {
      proxyLogs: [containerLog({ matches: [signatureMatch('agent-not-live')] })],
      mesh: mesh(),
    },
  },
  fires: {
    'two proxies without their stream are one finding about the control plane': {
      given: {
        proxyLogs: [
          containerLog({ matches: [down('10.96.0.11:15012')] }),
          containerLog({ ...web, matches: [down('10.96.0.12:15012')] }),
        ],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'xds-stream-down-since',
          subject: 'ControlPlane istio-system/istiod',
          args: { logs: 2, controlPlaneNamespace: 'istio-system' },
          evidence: 2,
        },
      ],
    },
    'Pilot before istiod': {
      given: {
        proxyLogs: [containerLog({ matches: [signatureMatch('xds-stream-unavailable', { reason: 'x' })] })],
        mesh: mesh({ controlPlaneVersions: ['1.4.10'] }),
      },
      expect: [{ messageId: 'xds-stream-unavailable', subject: 'ControlPlane istio-system/istio-pilot' }],
    },
    'DNS stands for everything that fails without it': {
      given: {
        proxyLogs: [
          containerLog({
            matches: [
              signatureMatch('xds-stream-down-since', { reason: 'lookup istiod.istio-system.svc: i/o timeout' }),
              signatureMatch('dns-istiod-lookup-failed', { host: 'istiod.istio-system.svc', reason: 'i/o timeout' }),
            ],
          }),
        ],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'dns-istiod-lookup-failed',
          subject: 'ControlPlane istio-system/istiod',
          args: { host: 'istiod.istio-system.svc' },
        },
      ],
    },
  },
});
