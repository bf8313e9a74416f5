import { ambientNotTunnelled } from '../../../src/checks/ambient/not-tunnelled.js';
import type { PodSpec, Ztunnel, ZtunnelWorkload } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, podSpec } from '../../helpers/facets/kubernetes.js';

const annotations = labels({ 'ambient.istio.io/redirection': 'enabled' });

function captured(facts: Partial<PodSpec> = {}): PodSpec {
  return podSpec({ annotations, ...facts });
}

function seen(node: string, facts: Partial<ZtunnelWorkload> = {}): Ztunnel {
  return {
    node,
    workloads: [
      {
        namespace: 'shop',
        name: 'cart-6f5b',
        addresses: ['10.244.1.7'],
        protocol: 'TCP',
        pointer: '/workloads/0',
        ...facts,
      },
    ],
    source: { path: `ztunnel/${node}/config-dump.json` },
  };
}

describeCheck(ambientNotTunnelled, {
  silent: {
    'a captured pod behind HBONE': { podSpecs: [captured()], ztunnels: [seen('worker-1', { protocol: 'HBONE' })] },
    'a pod outside of the mesh': { podSpecs: [podSpec()], ztunnels: [seen('worker-1')] },
    'a pod that started minutes ago': {
      podSpecs: [captured({ startTime: '2026-03-04T09:25:00Z' })],
      ztunnels: [seen('worker-1')],
    },
    'a pod that ends': { podSpecs: [captured({ deleted: '2026-03-04T09:30:00Z' })], ztunnels: [seen('worker-1')] },
    'another pod of the same name, before it came again': {
      podSpecs: [captured()],
      ztunnels: [seen('worker-1', { addresses: ['10.244.9.9'] })],
    },
    'a table that does not tell the protocol': {
      podSpecs: [captured()],
      ztunnels: [{ source: { path: 'services.txt' }, services: [] }],
    },
  },
  fires: {
    'two ztunnels reach a captured pod in plain text': {
      given: { podSpecs: [captured()], ztunnels: [seen('worker-1'), seen('worker-2')] },
      expect: [{ messageId: 'plaintext', subject: 'Workload shop/cart', args: { count: 1, ztunnels: 2 }, evidence: 3 }],
    },
  },
});
