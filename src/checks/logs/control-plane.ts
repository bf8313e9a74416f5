import { signaturesOfCheck, titlesOf } from '../../core/log-signatures/index.js';
import { behindLogMessage, type LogMessage, usedBehindMessages } from '../../model/lookup/behind/log-message.js';
import { logProblems } from '../../model/lookup/log-problems.js';
import { defineCheck } from '../check.js';

/** One message a known log line of Pilot, Mixer, Galley and Citadel (Istio 1.0 to 1.4), istiod and the operator. */
export const logsControlPlane = defineCheck({
  meta: {
    id: 'logs/control-plane',
    title: 'The control plane logs no known problem',
    severity: 'error',
    basis: 'observed',
    why: 'The control plane says in its log which configuration it cannot use or proxies reject, and whom it refuses.',
    fix: [
      {
        text: 'Follow the advice for the message; the lines around it in the same log tell the rest.',
        command: 'kubectl logs -n {namespace} deploy/{workload}',
        doc: 'https://istio.io/latest/docs/ops/common-problems/',
      },
    ],
  },
  requires: ['controlPlaneLogs', 'mesh'],
  uses: usedBehindMessages,
  messages: titlesOf(signaturesOfCheck('logs/control-plane')),
  identity: ['about'],
  run(facets) {
    const { controlPlaneLogs } = facets;
    const behind = (message: LogMessage) => behindLogMessage(message, facets);
    return logProblems(controlPlaneLogs, 'logs/control-plane', undefined, behind);
  },
});
