import { signaturesOfCheck, titlesOf } from '../../core/log-signatures/index.js';
import { logProblems } from '../../model/lookup/log-problems.js';
import { defineCheck } from '../check.js';

/** One message a known failure of istio-init (redirection rules) and istio-validation (rules that the CNI plugin should have made). */
export const podNetworkInitFailure = defineCheck({
  meta: {
    id: 'pod-network/init-failure',
    title: 'The init containers of the mesh succeed',
    severity: 'error',
    basis: 'observed',
    why: 'Without redirection rules a pod would bypass its proxy, so the init container fails and the pod never starts.',
    fix: [
      {
        text: 'Follow the advice for the message.',
        command: 'kubectl logs -n {namespace} deploy/{workload} -c istio-init',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
  },
  requires: ['initLogs'],
  messages: titlesOf(signaturesOfCheck('pod-network/init-failure')),
  applies: ({ initLogs }) => initLogs.length > 0 || 'no pod has a container istio-init or istio-validation',
  identity: ['about'],
  run({ initLogs }) {
    return logProblems(initLogs, 'pod-network/init-failure');
  },
});
