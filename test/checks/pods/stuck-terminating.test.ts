import { podsStuckTerminating } from '../../../src/checks/pods/stuck-terminating.js';
import { describeCheck } from '../../helpers/check.js';
import { node, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const stuck = podSpec({ status: 'Terminating', deleted: '2026-03-04T06:31:00Z' });

describeCheck(podsStuckTerminating, {
  silent: {
    'a running pod': { podSpecs: [podSpec()], mesh: mesh() },
    'within its grace period': { podSpecs: [{ ...stuck, deleted: '2026-03-04T09:31:25Z' }], mesh: mesh() },
    'just past its grace period': { podSpecs: [{ ...stuck, deleted: '2026-03-04T09:29:00Z' }], mesh: mesh() },
  },
  fires: {
    'three hours late': {
      given: { podSpecs: [stuck, podSpec({ name: 'cart-2' })], mesh: mesh(), nodes: [node()] },
      expect: [{ messageId: 'lingering', subject: 'Workload shop/cart', args: { age: '3 hours', count: 1, total: 2 } }],
    },
    'its node is lost': {
      given: { podSpecs: [stuck], mesh: mesh(), nodes: [node({ ready: false })] },
      expect: [{ messageId: 'node', subject: 'Workload shop/cart', args: { node: 'worker-1' } }],
    },
  },
});
