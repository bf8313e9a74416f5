import { signaturesOfCheck, titlesOf } from '../../core/log-signatures/index.js';
import { logProblems, servingControlPlane } from '../../model/lookup/log-problems.js';
import { defineCheck } from '../check.js';

/** Proxies see together what the control plane does not log: that nobody reaches it. One finding a kind of failure. */
export const controlPlaneStreamErrors = defineCheck({
  meta: {
    id: 'control-plane/stream-errors',
    title: 'Proxies keep their stream to the control plane',
    severity: 'error',
    basis: 'observed',
    why: 'Configuration and endpoints reach proxies through this stream. Without it they run on what they had, and new pods never become ready.',
    fix: [
      {
        text: 'Follow the advice for the message; see first whether the control plane runs and its service has ready endpoints.',
        command: 'kubectl get pods,endpoints -n {controlPlaneNamespace}',
        doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
      },
    ],
  },
  requires: ['proxyLogs', 'mesh'],
  messages: titlesOf(signaturesOfCheck('control-plane/stream-errors')),
  identity: ['about'],
  *run({ proxyLogs, mesh }) {
    const controlPlane = servingControlPlane(mesh);
    for (const problem of logProblems(proxyLogs, 'control-plane/stream-errors', controlPlane))
      yield { ...problem, args: { ...problem.args, controlPlaneNamespace: controlPlane.namespace } };
  },
});
