import { injectionUnfinishedJob } from '../../../src/checks/injection/unfinished-job.js';
import type { PodSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, podSpec } from '../../helpers/facets/kubernetes.js';

const ended = container({ name: 'report', state: { state: 'terminated', exitCode: 0, reason: 'Completed' } });
const proxy = container({ name: 'istio-proxy' });

function job(containers: PodSpec['containers'], facts: Partial<PodSpec> = {}) {
  return { podSpecs: [podSpec({ owner: { kind: 'Job', name: 'report-28' }, containers, ...facts })] };
}

describeCheck(injectionUnfinishedJob, {
  silent: {
    'the application still runs': job([container({ name: 'report' }), proxy]),
    'one of two applications still runs': job([ended, container({ name: 'upload' }), proxy]),
    'the sidecar is native': job([ended, { ...proxy, kind: 'sidecar' }]),
    'the sidecar has ended too': job([ended, { ...proxy, state: { state: 'terminated', exitCode: 0 } }]),
    'the pod has ended': job([ended, proxy], { phase: 'Succeeded' }),
    'no Job': job([ended, proxy], { owner: { kind: 'ReplicaSet', name: 'report-6f5b' } }),
    'no sidecar': job([ended]),
  },
  fires: {
    'the sidecar runs on': {
      given: job([ended, proxy]),
      expect: [
        {
          messageId: 'runsOn',
          subject: 'Job shop/report-28',
          args: { job: 'report-28', count: 1 },
          severity: 'warning',
        },
      ],
    },
  },
});
