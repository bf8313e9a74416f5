import { gatewaysNotProgrammed } from '../../../src/checks/gateways/not-programmed.js';
import type { Condition } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { kubernetesGateway } from '../../helpers/facets/kubernetes.js';

function withConditions(...conditions: Condition[]) {
  return { kubernetesGateways: [kubernetesGateway({ spec: { conditions } })] };
}

const accepted = { type: 'Accepted', status: 'True' };
const waiting = { type: 'Accepted', status: 'Unknown', reason: 'Pending', message: 'Waiting for controller' };

describeCheck(gatewaysNotProgrammed, {
  silent: {
    'accepted and programmed': { kubernetesGateways: [kubernetesGateway()] },
    'a manifest without status': withConditions(),
    'created minutes ago': {
      kubernetesGateways: [kubernetesGateway({ created: '2026-03-04T09:28:00Z', spec: { conditions: [waiting] } })],
    },
  },
  fires: {
    'a listener in conflict': {
      given: {
        kubernetesGateways: [
          kubernetesGateway({
            spec: {
              listenerStatus: [
                {
                  name: 'http',
                  conditions: [
                    { type: 'Conflicted', status: 'True', reason: 'HostnameConflict' },
                    { type: 'Programmed', status: 'False', reason: 'Pending' },
                  ],
                },
              ],
            },
          }),
        ],
      },
      expect: [
        {
          messageId: 'listener',
          subject: 'Gateway shop/public',
          args: { listener: 'http', condition: 'Conflicted' },
          severity: 'warning',
        },
      ],
    },
    'references that do not resolve': {
      given: withConditions(accepted, { type: 'ResolvedRefs', status: 'False', reason: 'InvalidCertificateRef' }),
      expect: [{ messageId: 'unresolved', subject: 'Gateway shop/public' }],
    },
    'not accepted': {
      given: withConditions({ type: 'Accepted', status: 'False', reason: 'InvalidParameters' }),
      expect: [
        {
          messageId: 'notAccepted',
          subject: 'Gateway shop/public',
          args: { reason: 'InvalidParameters' },
          severity: 'error',
        },
      ],
    },
    'no address': {
      given: withConditions(accepted, {
        type: 'Programmed',
        status: 'False',
        reason: 'AddressNotAssigned',
        message: 'Assigned to service(s) public-istio, but failed to assign to all requested addresses',
      }),
      expect: [{ messageId: 'notProgrammed', subject: 'Gateway shop/public', severity: 'warning' }],
    },
    'no controller': {
      given: withConditions(waiting),
      expect: [
        { messageId: 'ignored', subject: 'Gateway shop/public', args: { className: 'istio' }, severity: 'warning' },
      ],
    },
  },
});
