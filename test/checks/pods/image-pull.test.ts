import { podsImagePull } from '../../../src/checks/pods/image-pull.js';
import { describeCheck } from '../../helpers/check.js';
import { container, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const pulling = podSpec({
  status: 'ImagePullBackOff',
  phase: 'Pending',
  containers: [
    container({
      image: 'registry.example.com/shop/cart:2.4.9',
      ready: false,
      state: { state: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling image: not found' },
    }),
    container({ name: 'istio-proxy' }),
  ],
});

describeCheck(podsImagePull, {
  silent: {
    'a running pod': { pods: [podSpec()], podSpecs: [podSpec()], mesh: mesh() },
    'a pod that is being created': { pods: [pod({ status: 'ContainerCreating' })], mesh: mesh() },
    'a pod that was given up': {
      pods: [pulling],
      podSpecs: [{ ...pulling, phase: 'Failed' }],
      mesh: mesh(),
    },
  },
  fires: {
    'a tag that does not exist': {
      given: { pods: [pulling], podSpecs: [pulling], mesh: mesh() },
      expect: [
        {
          messageId: 'container',
          subject: 'Workload shop/cart',
          args: {
            container: 'app',
            image: 'registry.example.com/shop/cart:2.4.9',
            reason: 'Back-off pulling image: not found',
          },
          severity: 'error',
        },
      ],
    },
    'the row of a table': {
      given: { pods: [pod({ status: 'Init:ErrImagePull' })], mesh: mesh() },
      expect: [{ messageId: 'status', subject: 'Workload shop/cart', args: { reason: 'ErrImagePull' }, line: 2 }],
    },
  },
});
