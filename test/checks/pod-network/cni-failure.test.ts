import { podNetworkCniFailure } from '../../../src/checks/pod-network/cni-failure.js';
import { describeCheck } from '../../helpers/check.js';
import { containerLog, signatureMatch } from '../../helpers/facets/logs.js';

const agent = {
  pod: { namespace: 'istio-system', name: 'istio-cni-node-x7' },
  workload: 'istio-cni-node',
  component: 'istio-cni',
  container: 'install-cni',
  node: 'worker-1',
} as const;

describeCheck(podNetworkCniFailure, {
  silent: {
    'the agent works': { cniLogs: [containerLog(agent)] },
  },
  notApplicable: {
    'nothing writes such a log': { given: { cniLogs: [] }, because: 'the cluster has no pod of Istio CNI' },
  },
  fires: {
    'no ztunnel on the node, and pods that were therefore not enrolled': {
      given: {
        cniLogs: [
          containerLog({
            ...agent,
            matches: [signatureMatch('cni-no-ztunnel'), signatureMatch('cni-partial-add')],
          }),
        ],
      },
      expect: [
        { messageId: 'cni-no-ztunnel', subject: 'Workload istio-system/istio-cni-node', args: { node: 'worker-1' } },
      ],
    },
  },
});
