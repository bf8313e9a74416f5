import { logsApplication } from '../../../src/checks/logs/application.js';
import { describeCheck } from '../../helpers/check.js';
import { containerLog, signatureMatch } from '../../helpers/facets/logs.js';

const app = { component: 'application', container: 'app' } as const;

describeCheck(logsApplication, {
  silent: {
    'nothing known in the log': { applicationLogs: [containerLog(app)] },
  },
  fires: {
    'a name that does not exist': {
      given: {
        applicationLogs: [
          containerLog({ ...app, matches: [signatureMatch('net-dns-no-such-host', { host: 'rewiews' })] }),
        ],
      },
      expect: [{ messageId: 'net-dns-no-such-host', subject: 'Workload shop/cart', args: { host: 'rewiews' } }],
    },
    'why a request got 503 stands for the 503': {
      given: {
        applicationLogs: [
          containerLog({
            ...app,
            matches: [
              signatureMatch('body-upstream-connect-error', { reason: 'overflow' }),
              signatureMatch('body-overflow'),
            ],
          }),
        ],
      },
      expect: [{ messageId: 'body-overflow', subject: 'Workload shop/cart' }],
    },
  },
});
