import { dnsServerUnhealthy } from '../../../src/checks/dns/server-unhealthy.js';
import type { Pod } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { endpoints, labels, pod, service } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function coredns(name: string, facts: Partial<Pod> = {}): Pod {
  return pod({ namespace: 'kube-system', name, workload: 'coredns', ready: { ready: 1, total: 1 }, ...facts });
}

const kubeDns = service({
  namespace: 'kube-system',
  name: 'kube-dns',
  clusterIPs: ['10.96.0.10'],
  selector: labels({ 'k8s-app': 'kube-dns' }),
  ports: [{ port: 53, protocol: 'UDP' }],
});
const ofKubeDns = { namespace: 'kube-system', service: 'kube-dns' };
const crashing = { status: 'CrashLoopBackOff', ready: { ready: 0, total: 1 }, restarts: 40 };

describeCheck(dnsServerUnhealthy, {
  silent: {
    'all ready': {
      pods: [coredns('coredns-1'), coredns('coredns-2')],
      services: [kubeDns],
      endpoints: [endpoints(ofKubeDns)],
    },
    'pods that are on their way out': {
      pods: [
        coredns('coredns-1'),
        coredns('coredns-2', { status: 'Terminating' }),
        coredns('coredns-3', { status: 'Evicted', restarts: 0 }),
      ],
    },
    'the autoscaler is no server': {
      pods: [coredns('coredns-1'), pod({ namespace: 'kube-system', workload: 'coredns-autoscaler', ...crashing })],
    },
    'an application of the same name': { pods: [pod({ workload: 'coredns', ...crashing })] },
    'endpoints of other namespaces only': {
      pods: [coredns('coredns-1')],
      services: [kubeDns],
      endpoints: [endpoints()],
    },
  },
  fires: {
    'endpoints of chosen namespaces say nothing about others': {
      given: {
        pods: [coredns('coredns-1', crashing)],
        services: [kubeDns],
        endpoints: [endpoints()],
        mesh: mesh({ partial: new Map([['EndpointSlice', new Set(['shop'])]]) }),
      },
      expect: [{ messageId: 'down', subject: 'Workload kube-system/coredns' }],
    },
    'all of them crash': {
      given: { pods: [coredns('coredns-1', crashing), coredns('coredns-2', crashing)] },
      expect: [
        {
          messageId: 'down',
          subject: 'Workload kube-system/coredns',
          severity: 'error',
          evidence: 2,
          args: { status: 'CrashLoopBackOff', total: 2 },
        },
      ],
    },
    'one of two': {
      given: { pods: [coredns('coredns-1'), coredns('coredns-2', { ready: { ready: 0, total: 1 } })] },
      expect: [
        { messageId: 'degraded', subject: 'Workload kube-system/coredns', severity: 'warning', args: { count: 1 } },
      ],
    },
    'the cache on a node': {
      given: { pods: [coredns('node-local-dns-x', { workload: 'node-local-dns', ...crashing }), coredns('coredns-1')] },
      expect: [{ messageId: 'down', subject: 'Workload kube-system/node-local-dns' }],
    },
    'no ready endpoint': {
      given: {
        pods: [],
        services: [kubeDns],
        endpoints: [endpoints({ ...ofKubeDns, addresses: [{ ip: '10.244.0.3', ready: false }] })],
      },
      expect: [{ messageId: 'noEndpoints', subject: 'Service kube-system/kube-dns' }],
    },
    'no endpoints, and no server': {
      given: { pods: [], services: [kubeDns], endpoints: [endpoints()] },
      expect: [{ messageId: 'noEndpoints', subject: 'Service kube-system/kube-dns' }],
    },
  },
  notApplicable: {
    'no DNS server is known': { given: { pods: [pod()], services: [service()] }, because: 'no DNS server' },
  },
});
