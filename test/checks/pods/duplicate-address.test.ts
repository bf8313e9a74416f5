import { podsDuplicateAddress } from '../../../src/checks/pods/duplicate-address.js';
import { describeCheck } from '../../helpers/check.js';
import { node, pod, podSpec } from '../../helpers/facets/kubernetes.js';

const other = { name: 'till-1', workload: 'till' };
const [a, b] = [podSpec(), podSpec(other)];
const rows = [pod(), pod({ ...other, node: 'worker-2' })];
const crowd = Array.from({ length: 12 }, (_, index) => pod({ name: `p-${index}`, node: `worker-${index}` }));

describeCheck(podsDuplicateAddress, {
  silent: {
    'two addresses': { pods: [pod(), pod({ ...other, ip: '10.244.1.8' })] },
    'no address yet': { pods: [podSpec({ ips: [] }), b].map(({ ip: _, ...rest }) => rest) },
    'two pods on the network of a node': {
      pods: [a, b],
      podSpecs: [
        { ...a, hostNetwork: true },
        { ...b, hostNetwork: true },
      ],
    },
    'rows on the network of a node': { pods: rows, nodes: [node({ internalIP: '10.244.1.7' })] },
    'rows of one node, which may be on its network': { pods: [pod(), pod(other)] },
    'a finished pod keeps its address': { pods: [a, b], podSpecs: [a, { ...b, phase: 'Succeeded' }] },
    'the row of an evicted pod': { pods: [pod(), pod({ ...other, node: 'worker-2', status: 'Evicted' })] },
    'a pod that is being deleted': { pods: [pod(), pod({ ...other, node: 'worker-2', status: 'Terminating' })] },
    'pods of two bundles': { pods: [a, { ...b, source: { ...b.source, bundle: 'east.tgz' } }], podSpecs: [a, b] },
  },
  fires: {
    'two running pods': {
      given: { pods: [a, b], podSpecs: [a, b] },
      expect: [
        {
          messageId: 'shared',
          subject: 'Workload shop/cart',
          args: { other: 'shop/till', ip: '10.244.1.7' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'two pods of one workload': {
      given: { pods: [a, { ...a, name: 'cart-2' }], podSpecs: [a, { ...a, name: 'cart-2' }] },
      expect: [{ messageId: 'shared', subject: 'Workload shop/cart', args: { other: 'another of its pods' } }],
    },
    'rows on two nodes': {
      given: { pods: rows },
      expect: [{ messageId: 'shared', subject: 'Workload shop/cart', args: { other: 'shop/till' } }],
    },
    'rows of one node with another address': {
      given: {
        pods: [pod({ node: 'worker-1' }), pod({ ...other, node: 'worker-1' })],
        nodes: [node({ name: 'worker-1', internalIP: '10.0.0.11' })],
      },
      expect: [{ messageId: 'shared', subject: 'Workload shop/cart', args: { other: 'shop/till' } }],
    },
  },
  notApplicable: {
    'addresses that were masked': { given: { pods: crowd }, because: '12 of 12 pods share an address' },
  },
});
