import { bundleOwnAnalysis } from '../../../src/checks/bundle/own-analysis.js';
import { describeCheck } from '../../helpers/check.js';
import { capture } from '../../helpers/facets/sync.js';

const source = { path: 'analysis.json', pointer: '/1' };

describeCheck(bundleOwnAnalysis, {
  silent: {
    'every analyzer passed': { capture: capture({ verdicts: [] }) },
  },
  fires: {
    'each verdict, milder than the vendor puts it': {
      given: {
        capture: capture({
          verdicts: [
            { title: 'Kubernetes version', severity: 'warning', message: 'Use 1.30', source },
            { title: 'Pods', severity: 'error', source },
          ],
        }),
      },
      expect: [
        {
          messageId: 'warned',
          subject: 'Bundle analysis',
          args: { title: 'Kubernetes version' },
          severity: 'info',
          evidence: 1,
        },
        { messageId: 'failed', subject: 'Bundle analysis', args: { title: 'Pods' }, severity: 'warning' },
      ],
    },
  },
  notApplicable: {
    'no tool analysed the bundle': { given: { capture: capture() }, because: 'no analysis of its own' },
  },
});
