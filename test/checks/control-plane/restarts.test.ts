import { controlPlaneRestarts } from '../../../src/checks/control-plane/restarts.js';
import type { ContainerState } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { container, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function istiod(restarts: number, lastTermination?: Partial<ContainerState>) {
  const end = lastTermination && { lastTermination: { state: 'terminated' as const, ...lastTermination } };
  return podSpec({
    namespace: 'istio-system',
    name: 'istiod-7d4f',
    workload: 'istiod',
    containers: [container({ name: 'discovery', restarts, ...end })],
  });
}

const hourAgo = '2026-03-04T08:31:00Z';

describeCheck(controlPlaneRestarts, {
  silent: {
    'never restarted': { podSpecs: [istiod(0)], mesh: mesh() },
    'restarted, but nothing tells when': { podSpecs: [istiod(1)], mesh: mesh() },
    'restarted last week': {
      podSpecs: [istiod(1, { exitCode: 137, reason: 'OOMKilled', finished: '2026-02-25T09:00:00Z' })],
      mesh: mesh(),
    },
    'its node went down': {
      podSpecs: [istiod(1, { exitCode: 255, reason: 'Unknown', finished: hourAgo })],
      mesh: mesh(),
    },
    'applications have another check': {
      podSpecs: [
        istiod(0),
        podSpec({
          containers: [
            container({ restarts: 9, lastTermination: { state: 'terminated', exitCode: 1, finished: hourAgo } }),
          ],
        }),
      ],
      mesh: mesh(),
    },
  },
  fires: {
    'killed for its memory': {
      given: { podSpecs: [istiod(3, { exitCode: 137, reason: 'OOMKilled', finished: hourAgo })], mesh: mesh() },
      expect: [
        {
          messageId: 'outOfMemory',
          subject: 'Workload istio-system/istiod',
          args: { container: 'discovery', age: '60 minutes' },
          severity: 'error',
        },
      ],
    },
    'ended with an error': {
      given: { podSpecs: [istiod(1, { exitCode: 2, reason: 'Error', finished: hourAgo })], mesh: mesh() },
      expect: [
        {
          messageId: 'ended',
          subject: 'Workload istio-system/istiod',
          args: { reason: 'exit code 2 (Error)' },
          severity: 'warning',
        },
      ],
    },
  },
  notApplicable: {
    'a control plane elsewhere': {
      given: { podSpecs: [podSpec()], mesh: mesh() },
      because: 'no pod of a control plane',
    },
  },
});
