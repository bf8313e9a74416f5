import { signaturesOfCheck, titlesOf } from '../../core/log-signatures/index.js';
import { logProblems } from '../../model/lookup/log-problems.js';
import { defineCheck } from '../check.js';

/** Only messages that mean the same in every application: crashes, and the network refusing or not resolving. */
export const logsApplication = defineCheck({
  meta: {
    id: 'logs/application',
    title: 'Applications log no network error',
    severity: 'error',
    basis: 'observed',
    why: 'What an application sees when it calls others tells which connection fails, and how.',
    fix: [
      {
        text: 'Follow the advice for the message, and compare it with the access log of the proxy beside the application.',
        command: 'kubectl logs -n {namespace} deploy/{workload} -c istio-proxy',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',
      },
    ],
  },
  requires: ['applicationLogs'],
  messages: titlesOf(signaturesOfCheck('logs/application')),
  identity: ['about'],
  run({ applicationLogs }) {
    return logProblems(applicationLogs, 'logs/application');
  },
});
