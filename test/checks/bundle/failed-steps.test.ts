import { bundleFailedSteps } from '../../../src/checks/bundle/failed-steps.js';
import { describeCheck } from '../../helpers/check.js';
import { capture } from '../../helpers/facets/sync.js';

function failure(reason: string, facts: { path?: string; skipped?: boolean } = {}) {
  return { step: 'objects', reason, skipped: false, source: { path: 'meta/manifest.ndjson', line: 7 }, ...facts };
}

describeCheck(bundleFailedSteps, {
  silent: {
    'a complete run': { capture: capture() },
    'steps that were left out on purpose': {
      capture: capture({ failures: [failure('limit: --max-proxies 120 reached', { skipped: true })] }),
    },
    'what the cluster or an image does not have': {
      capture: capture({
        failures: [
          failure('exec: "iptables-save": executable file not found in $PATH'),
          failure('error: the server doesn\'t have a resource type "httproutes"'),
        ],
      }),
    },
  },
  fires: {
    'refused commands are one finding': {
      given: {
        capture: capture({
          failures: [
            failure('Error from server (Forbidden): nodes is forbidden', { path: 'cluster/nodes.json' }),
            failure('forbidden', { path: 'cluster/events.json' }),
          ],
        }),
      },
      expect: [
        {
          messageId: 'forbidden',
          subject: 'Bundle capture',
          args: { count: 2, reason: 'cluster/nodes.json: Error from server (Forbidden): nodes is forbidden' },
          severity: 'info',
          evidence: 2,
          line: 7,
        },
      ],
    },
    'commands without an answer or without an end': {
      given: {
        capture: capture({
          failures: [
            failure('Error from server: error dialing backend: dial tcp 10.0.0.2:10250: connect: connection refused'),
            failure('did not finish'),
          ],
        }),
      },
      expect: [
        { messageId: 'unreachable', subject: 'Bundle capture' },
        { messageId: 'unfinished', subject: 'Bundle capture' },
      ],
    },
    'files of two clusters': {
      given: {
        capture: capture({
          failures: [
            failure('the files of this bundle may come from two clusters: prod, and the current context test'),
          ],
        }),
      },
      expect: [{ messageId: 'clusters', subject: 'Bundle capture', severity: 'warning' }],
    },
    'namespaces that were asked for as one': {
      given: {
        capture: capture({
          failures: [
            failure(
              'kubectl was asked for one namespace named shop,payments, so that the files under cluster/ are empty lists',
            ),
          ],
        }),
      },
      expect: [{ messageId: 'joined', subject: 'Bundle capture', severity: 'warning' }],
    },
  },
});
