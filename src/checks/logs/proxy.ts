import { signaturesOfCheck, titlesOf } from '../../core/log-signatures/index.js';
import { behindLogMessage, type LogMessage, usedBehindMessages } from '../../model/lookup/behind/log-message.js';
import { logProblems, servingControlPlane } from '../../model/lookup/log-problems.js';
import { defineCheck } from '../check.js';

/** One message a known log line of sidecars, gateways and ztunnel; their stream to the control plane has its own check. */
export const logsProxy = defineCheck({
  meta: {
    id: 'logs/proxy',
    title: 'Proxies log no known problem',
    severity: 'error',
    basis: 'observed',
    why: 'A proxy says in its log why it rejects configuration, gets no certificate, or does not become ready.',
    fix: [
      {
        text: 'Follow the advice for the message; the lines around it in the same log tell the rest.',
        command: 'kubectl logs -n {namespace} deploy/{workload} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/common-problems/',
      },
    ],
  },
  requires: ['proxyLogs', 'mesh'],
  uses: usedBehindMessages,
  messages: titlesOf(signaturesOfCheck('logs/proxy')),
  identity: ['about'],
  run(facets) {
    const { proxyLogs, mesh } = facets;
    const behind = (message: LogMessage) => behindLogMessage(message, facets);
    return logProblems(proxyLogs, 'logs/proxy', servingControlPlane(mesh), behind);
  },
});
