import { controlPlaneNotReady } from '../../../src/checks/control-plane/not-ready.js';
import { describeCheck } from '../../helpers/check.js';
import { pod, podSpec, workload } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const istiod = pod({ namespace: 'istio-system', name: 'istiod-1', workload: 'istiod', ready: { ready: 1, total: 1 } });
const unready = { ...istiod, name: 'istiod-2', ready: { ready: 0, total: 1 } };

function spec(name: string, readySince: string) {
  return podSpec({
    namespace: 'istio-system',
    name,
    workload: 'istiod',
    conditions: [{ type: 'Ready', status: 'False', since: readySince }],
  });
}

const deployment = workload({ namespace: 'istio-system', name: 'istiod', replicas: 2, readyReplicas: 1 });

describeCheck(controlPlaneNotReady, {
  silent: {
    'one ready replica': { pods: [istiod], mesh: mesh() },
    'a deployment of which all pods are known and ready': {
      pods: [istiod, { ...istiod, name: 'istiod-2' }],
      mesh: mesh(),
      workloads: [{ ...deployment, readyReplicas: 2 }],
    },
    'a replica that has just started': {
      pods: [istiod, unready],
      mesh: mesh(),
      podSpecs: [spec('istiod-2', '2026-03-04T09:30:00Z')],
    },
    'pods that have ended or are going': {
      pods: [istiod, { ...unready, status: 'Evicted' }, { ...unready, name: 'istiod-3', status: 'Terminating' }],
      mesh: mesh(),
    },
    'a revision that was scaled to zero': {
      pods: [istiod],
      mesh: mesh(),
      workloads: [workload({ namespace: 'istio-system', name: 'istiod-old', replicas: 0, readyReplicas: 0 })],
    },
    'a manifest, which nothing has run yet': {
      pods: [istiod],
      mesh: mesh(),
      workloads: [{ ...deployment, conditions: [] }],
    },
    'an application of that name elsewhere': { pods: [{ ...unready, namespace: 'shop' }, istiod], mesh: mesh() },
  },
  open: {
    'pods of chosen namespaces only': {
      given: {
        pods: [istiod],
        mesh: mesh({ partial: new Map([['Pod', new Set(['shop'])]]) }),
        workloads: [deployment],
      },
      because: 'one of istio-system/istiod',
    },
  },
  fires: {
    'the only replica': {
      given: { pods: [unready], mesh: mesh() },
      expect: [
        {
          messageId: 'unready',
          subject: 'Workload istio-system/istiod',
          args: { count: 1, total: 1, reason: '0 of 1 containers ready' },
          severity: 'error',
        },
      ],
    },
    'one of two is a warning': {
      given: { pods: [istiod, unready], mesh: mesh(), podSpecs: [spec('istiod-2', '2026-03-04T08:00:00Z')] },
      expect: [
        {
          messageId: 'unready',
          subject: 'Workload istio-system/istiod',
          args: { count: 1, total: 2 },
          severity: 'warning',
        },
      ],
    },
    'a component of Istio 1.0 that crashes': {
      given: {
        pods: [
          pod({
            namespace: 'istio-system',
            name: 'istio-galley-1',
            workload: 'istio-galley',
            status: 'CrashLoopBackOff',
          }),
        ],
        mesh: mesh(),
      },
      expect: [
        {
          messageId: 'unready',
          subject: 'Workload istio-system/istio-galley',
          args: { reason: 'CrashLoopBackOff' },
          severity: 'error',
        },
      ],
    },
    'replicas that have no pod': {
      given: {
        pods: [istiod],
        mesh: mesh(),
        workloads: [
          {
            ...deployment,
            conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: compute' }],
          },
        ],
      },
      expect: [
        {
          messageId: 'replicas',
          subject: 'Workload istio-system/istiod',
          args: { ready: 1, replicas: 2 },
          severity: 'warning',
        },
      ],
    },
  },
  notApplicable: {
    'a control plane elsewhere': {
      given: { pods: [pod()], mesh: mesh() },
      because: 'no pod of a control plane',
    },
  },
});
