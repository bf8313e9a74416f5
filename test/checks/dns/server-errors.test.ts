import { dnsServerErrors } from '../../../src/checks/dns/server-errors.js';
import { describeCheck } from '../../helpers/check.js';
import { containerLog, signatureMatch } from '../../helpers/facets/logs.js';

const coredns = {
  pod: { namespace: 'kube-system', name: 'coredns-5d78' },
  workload: 'coredns',
  component: 'dns',
  container: 'coredns',
} as const;

describeCheck(dnsServerErrors, {
  silent: {
    'nothing known in the log': { dnsLogs: [containerLog(coredns)] },
  },
  fires: {
    'the upstream resolver does not answer': {
      given: {
        dnsLogs: [
          containerLog({
            ...coredns,
            matches: [signatureMatch('coredns-upstream-timeout', { reason: 'i/o timeout' })],
          }),
        ],
      },
      expect: [
        {
          messageId: 'coredns-upstream-timeout',
          subject: 'Workload kube-system/coredns',
          args: { reason: 'i/o timeout' },
        },
      ],
    },
    'the API server is out of reach': {
      given: {
        dnsLogs: [
          containerLog({
            ...coredns,
            matches: [
              signatureMatch('k8s-watch-failed', { kind: '*v1.Service', reason: 'i/o timeout' }),
              signatureMatch('net-dial-timeout', { address: '10.96.0.1:443' }),
            ],
          }),
        ],
      },
      expect: [{ messageId: 'k8s-watch-failed', subject: 'Workload kube-system/coredns' }],
    },
  },
});
