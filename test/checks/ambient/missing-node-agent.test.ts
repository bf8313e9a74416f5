import { ambientMissingNodeAgent } from '../../../src/checks/ambient/missing-node-agent.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, namespace, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function ambient(node: string) {
  return podSpec({
    name: `cart-${node}`,
    node,
    annotations: labels({ 'ambient.istio.io/redirection': 'enabled' }),
    containers: [container()],
  });
}

function agent(name: string, label: string, node: string, ready = 'True') {
  return podSpec({
    namespace: 'istio-system',
    name: `${name}-${node}`,
    workload: name,
    node,
    labels: labels({ [label]: name }),
    conditions: [{ type: 'Ready', status: ready }],
  });
}

const ztunnel = (node: string, ready?: string) => agent('ztunnel', 'app', node, ready);
const cni = (node: string, ready?: string) => agent('istio-cni-node', 'k8s-app', node, ready);
const base = { namespaces: [namespace({ name: 'shop' })], mesh: mesh() };
const subject = 'DaemonSet istio-system/ztunnel';

describeCheck(ambientMissingNodeAgent, {
  silent: {
    'both run where ambient pods do': {
      ...base,
      podSpecs: [ambient('worker-1'), ztunnel('worker-1'), cni('worker-1')],
    },
    'a node without ambient pods': {
      ...base,
      podSpecs: [ambient('worker-1'), podSpec({ node: 'worker-2' }), ztunnel('worker-1'), cni('worker-1')],
    },
    'istio-cni under other labels': { ...base, podSpecs: [ambient('worker-1'), ztunnel('worker-1')] },
  },
  open: {
    'pods of istio-system were not gathered': {
      given: {
        ...base,
        mesh: mesh({ partial: new Map([['Pod', new Set(['shop'])]]) }),
        podSpecs: [ambient('worker-1')],
      },
      because: 'ztunnel',
    },
  },
  fires: {
    'ztunnel is not on one of two nodes': {
      given: {
        ...base,
        podSpecs: [ambient('worker-1'), ambient('worker-2'), ztunnel('worker-1'), cni('worker-1'), cni('worker-2')],
      },
      expect: [
        {
          messageId: 'notRunning',
          subject,
          severity: 'error',
          args: { agent: 'ztunnel', count: 1, total: 2, node: 'worker-2', state: 'no pod there' },
        },
      ],
    },
    'ztunnel is not ready, istio-cni neither': {
      given: { ...base, podSpecs: [ambient('worker-1'), ztunnel('worker-1', 'False'), cni('worker-1', 'False')] },
      expect: [
        { messageId: 'notRunning', subject, args: { state: 'Running' } },
        { messageId: 'notRunning', subject: 'DaemonSet istio-system/istio-cni-node' },
      ],
    },
    'no ztunnel at all': {
      given: { ...base, podSpecs: [ambient('worker-1')] },
      expect: [{ messageId: 'notRunning', subject }],
    },
  },
});
