import { podsFailed } from '../../../src/checks/pods/failed.js';
import type { PodSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, pod, podSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const evicted = podSpec({
  phase: 'Failed',
  status: 'Evicted',
  reason: 'Evicted',
  message: 'The node was low on resource: memory.',
  containers: [],
});
const ended = { state: 'terminated', reason: 'Error', exitCode: 2 } as const;
const job = podSpec({
  name: 'import-1',
  workload: 'import',
  phase: 'Failed',
  status: 'Error',
  owner: { kind: 'Job', name: 'import' },
  containers: [container({ state: ended })],
});

const given = (...specs: PodSpec[]) => ({ pods: specs, podSpecs: specs, mesh: mesh() });

describeCheck(podsFailed, {
  silent: {
    'a running pod': given(podSpec()),
    'a completed Job': given(
      podSpec({ phase: 'Succeeded', status: 'Completed', owner: { kind: 'Job', name: 'import' } }),
    ),
    'a Job that succeeded at the second attempt': given(job, {
      ...job,
      name: 'import-2',
      phase: 'Succeeded',
      status: 'Completed',
    }),
    'a Job that is complete, of which only the failed pod is left': {
      ...given(job),
      workloads: [workload({ kind: 'Job', name: 'import', conditions: [{ type: 'Complete', status: 'True' }] })],
    },
    'rows of completed pods': { pods: [pod({ status: 'Completed' })], mesh: mesh() },
  },
  fires: {
    'evicted, and nothing runs in its place': {
      given: given(evicted),
      expect: [
        {
          messageId: 'evicted',
          subject: 'Workload shop/cart',
          args: { count: 1, reason: 'The node was low on resource: memory.' },
          severity: 'warning',
        },
      ],
    },
    'evicted and replaced': {
      given: given(evicted, podSpec({ name: 'cart-2' })),
      expect: [{ messageId: 'evicted', subject: 'Workload shop/cart', severity: 'info' }],
    },
    'a Job whose pods all failed': {
      given: given(job, { ...job, name: 'import-2' }),
      expect: [
        {
          messageId: 'failed',
          subject: 'Workload shop/import',
          args: { count: 2, reason: 'exit code 2 (Error)' },
          evidence: 2,
        },
      ],
    },
    'the row of an evicted pod': {
      given: { pods: [pod({ status: 'Evicted' })], mesh: mesh() },
      expect: [{ messageId: 'evicted', subject: 'Workload shop/cart', args: { reason: 'Evicted' }, line: 2 }],
    },
    'the row of a failed pod': {
      given: { pods: [pod({ status: 'Error' })], mesh: mesh() },
      expect: [{ messageId: 'failed', subject: 'Workload shop/cart', args: { reason: 'Error' } }],
    },
  },
});
