import { logsControlPlane } from '../../../src/checks/logs/control-plane.js';
import { describeCheck } from '../../helpers/check.js';
import { controlPlaneLog, signatureMatch } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';

describeCheck(logsControlPlane, {
  silent: {
    'nothing known in the log': { mesh: mesh(), controlPlaneLogs: [controlPlaneLog()] },
  },
  fires: {
    'proxies reject a push': {
      given: {
        mesh: mesh(),
        controlPlaneLogs: [
          controlPlaneLog(signatureMatch('istiod-xds-nack', { type: 'LDS', reason: 'no filter chains' })),
        ],
      },
      expect: [
        {
          messageId: 'istiod-xds-nack',
          subject: 'ControlPlane istio-system/istiod',
          args: { type: 'LDS', reason: 'no filter chains', count: 2 },
        },
      ],
    },
    'the same on two replicas': {
      given: {
        mesh: mesh(),
        controlPlaneLogs: [
          controlPlaneLog(signatureMatch('istiod-sync-failed')),
          controlPlaneLog(signatureMatch('istiod-sync-failed')),
        ],
      },
      expect: [{ messageId: 'istiod-sync-failed', subject: 'ControlPlane istio-system/istiod', args: { logs: 2 } }],
    },
    'why a client was refused stands for the refusal': {
      given: {
        mesh: mesh(),
        controlPlaneLogs: [
          controlPlaneLog(signatureMatch('istiod-client-auth-failed'), signatureMatch('istiod-jwt-expired')),
        ],
      },
      expect: [{ messageId: 'istiod-jwt-expired', subject: 'ControlPlane istio-system/istiod' }],
    },
    'two issuers': {
      given: {
        mesh: mesh(),
        controlPlaneLogs: [
          controlPlaneLog(signatureMatch('istiod-jwks-fetch-failed', { url: 'https://a.example/keys' })),
          controlPlaneLog(signatureMatch('istiod-jwks-fetch-failed', { url: 'https://b.example/keys' })),
        ],
      },
      expect: [
        { messageId: 'istiod-jwks-fetch-failed', subject: 'ControlPlane istio-system/istiod' },
        { messageId: 'istiod-jwks-fetch-failed', subject: 'ControlPlane istio-system/istiod' },
      ],
    },
  },
});
