import { podsNoAddress } from '../../../src/checks/pods/no-address.js';
import type { Pod, PodSpec } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { event, pod, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const { ip: _, ...row } = pod();
const withoutAddress: Pod = row;
const { ip: __, node: ___, ...object } = podSpec({ phase: 'Pending', status: 'ContainerCreating', ips: [] });
const beingSetUp: PodSpec = object;
const refused = event({
  reason: 'FailedCreatePodSandBox',
  message: 'Failed to create pod sandbox: plugin type="calico" failed: no free addresses\nmore',
});

describeCheck(podsNoAddress, {
  silent: {
    'a pod with an address': { pods: [pod()], mesh: mesh() },
    'a table without addresses (kubectl get pods without -o wide)': { pods: [withoutAddress], mesh: mesh() },
    'a pod that waits for a node': { pods: [{ ...withoutAddress, status: 'Pending' }, pod()], mesh: mesh() },
    'a pod that is being deleted': { pods: [{ ...withoutAddress, status: 'Terminating' }, pod()], mesh: mesh() },
    'a pod of the control plane': {
      pods: [{ ...withoutAddress, namespace: 'istio-system', workload: 'istiod-canary' }, pod()],
      mesh: mesh(),
    },
    'set up for less than five minutes': {
      pods: [beingSetUp],
      mesh: mesh(),
      podSpecs: [{ ...beingSetUp, created: '2026-03-04T09:28:00Z' }],
      events: [refused],
    },
    'being set up without a complaint of the network plugin': {
      pods: [beingSetUp],
      mesh: mesh(),
      podSpecs: [beingSetUp],
      events: [event({ reason: 'FailedMount' })],
    },
  },
  fires: {
    'running without an address': {
      given: { pods: [withoutAddress, { ...withoutAddress, name: 'cart-2' }, pod({ name: 'cart-3' })], mesh: mesh() },
      expect: [
        {
          messageId: 'running',
          subject: 'Workload shop/cart',
          args: { count: 2, total: 3 },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'the network plugin refuses': {
      given: { pods: [beingSetUp], mesh: mesh(), podSpecs: [beingSetUp], events: [refused] },
      expect: [
        {
          messageId: 'sandbox',
          subject: 'Workload shop/cart',
          args: { reason: 'Failed to create pod sandbox: plugin type="calico" failed: no free addresses' },
        },
      ],
    },
  },
});
