import { podNetworkInitFailure } from '../../../src/checks/pod-network/init-failure.js';
import { describeCheck } from '../../helpers/check.js';
import { containerLog, signatureMatch } from '../../helpers/facets/logs.js';

const init = { component: 'istio-init', container: 'istio-init' } as const;

describeCheck(podNetworkInitFailure, {
  silent: {
    'the rules were written': { initLogs: [containerLog(init)] },
  },
  notApplicable: {
    'nothing writes such a log': {
      given: { initLogs: [] },
      because: 'no pod has a container istio-init or istio-validation',
    },
  },
  fires: {
    'no permission, which also makes iptables-restore fail': {
      given: {
        initLogs: [
          containerLog({
            ...init,
            matches: [
              signatureMatch('iptables-permission', { table: 'nat' }),
              signatureMatch('iptables-restore-failed'),
            ],
          }),
        ],
      },
      expect: [{ messageId: 'iptables-permission', subject: 'Workload shop/cart' }],
    },
    'the CNI plugin did not run before the pod': {
      given: {
        initLogs: [
          containerLog({ ...init, container: 'istio-validation', matches: [signatureMatch('cni-validation-failed')] }),
        ],
      },
      expect: [{ messageId: 'cni-validation-failed', subject: 'Workload shop/cart' }],
    },
  },
});
