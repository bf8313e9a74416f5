import { dnsPolicy } from '../../../src/checks/dns/policy.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { podDns } from '../../helpers/facets/network.js';

const subject = 'Workload shop/cart';

describeCheck(dnsPolicy, {
  silent: {
    ClusterFirst: { podSpecs: [podSpec()], mesh: mesh() },
    'the network of the node, with the policy for it': {
      podSpecs: [podSpec({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' })],
      mesh: mesh(),
    },
    'None with the domains of the cluster': {
      podSpecs: [
        podSpec({
          dnsPolicy: 'None',
          dnsConfig: { nameservers: ['10.96.0.10'], searches: ['svc.cluster.local', 'cluster.local'] },
        }),
      ],
      mesh: mesh(),
    },
    'a pod outside the mesh': {
      podSpecs: [podSpec({ dnsPolicy: 'Default', containers: [container()] })],
      mesh: mesh(),
    },
    'CoreDNS itself': {
      podSpecs: [
        podSpec({ namespace: 'kube-system', dnsPolicy: 'Default', containers: [container({ name: 'coredns' })] }),
      ],
      mesh: mesh(),
    },
    ztunnel: {
      podSpecs: [
        podSpec({
          hostNetwork: true,
          labels: labels({ app: 'ztunnel' }),
          containers: [container({ name: 'istio-proxy' })],
        }),
      ],
      mesh: mesh(),
    },
    'resolv.conf in the pod does have the domains': {
      podSpecs: [podSpec({ dnsPolicy: 'Default' })],
      mesh: mesh(),
      podDns: [podDns()],
    },
    'a pod that has ended': { podSpecs: [podSpec({ dnsPolicy: 'Default', phase: 'Succeeded' })], mesh: mesh() },
  },
  fires: {
    Default: {
      given: { podSpecs: [podSpec({ dnsPolicy: 'Default' })], mesh: mesh() },
      expect: [{ messageId: 'node', subject }],
    },
    'None without the domains of the cluster': {
      given: {
        podSpecs: [
          podSpec({ dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.10'], searches: ['corp.example'] } }),
        ],
        mesh: mesh(),
      },
      expect: [{ messageId: 'none', subject, args: { domain: 'cluster.local' } }],
    },
    'a gateway on the network of its node': {
      given: {
        podSpecs: [podSpec({ hostNetwork: true, containers: [container({ name: 'istio-proxy' })] })],
        mesh: mesh(),
        podDns: [podDns({ search: ['ec2.internal'] })],
      },
      expect: [{ messageId: 'hostNetwork', subject, args: { policy: 'ClusterFirst' } }],
    },
  },
});
