import { signaturesOfCheck, titlesOf } from '../../core/log-signatures/index.js';
import { logProblems } from '../../model/lookup/log-problems.js';
import { defineCheck } from '../check.js';

/** One message a known failure of the Istio CNI node agent, its plugin and its installer. */
export const podNetworkCniFailure = defineCheck({
  meta: {
    id: 'pod-network/cni-failure',
    title: 'Istio CNI sets up pods',
    severity: 'error',
    basis: 'observed',
    why: 'Where Istio CNI fails on a node, new pods there do not start, or start without redirection and bypass the mesh.',
    fix: [
      {
        text: 'Follow the advice for the message, on the node of that agent.',
        command: 'kubectl get pods -A -o wide -l k8s-app=istio-cni-node',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
    ],
  },
  requires: ['cniLogs'],
  messages: titlesOf(signaturesOfCheck('pod-network/cni-failure')),
  identity: ['about'],
  applies: ({ cniLogs }) => cniLogs.length > 0 || 'the cluster has no pod of Istio CNI',
  run({ cniLogs }) {
    return logProblems(cniLogs, 'pod-network/cni-failure');
  },
});
