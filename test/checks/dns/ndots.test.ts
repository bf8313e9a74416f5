import { dnsNdots } from '../../../src/checks/dns/ndots.js';
import { describeCheck } from '../../helpers/check.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { podDns } from '../../helpers/facets/network.js';

describeCheck(dnsNdots, {
  silent: {
    'what the kubelet writes': { podDns: [podDns()], mesh: mesh() },
    'enough for service.namespace': { podDns: [podDns({ ndots: 2 })], mesh: mesh() },
    'the resolver of the node has no list to complete from': {
      podDns: [podDns({ ndots: 1, search: ['ec2.internal'] })],
      mesh: mesh(),
    },
  },
  fires: {
    'nobody asked for it': {
      given: { podDns: [podDns({ ndots: 1 })], mesh: mesh(), podSpecs: [podSpec()] },
      expect: [{ messageId: 'unset', subject: 'Workload shop/cart', severity: 'warning', args: { ndots: 1 } }],
    },
    'the pod template asks for it': {
      given: {
        podDns: [podDns({ ndots: 1 })],
        mesh: mesh(),
        podSpecs: [podSpec({ dnsConfig: { nameservers: [], searches: [], ndots: 1 } })],
      },
      expect: [{ messageId: 'chosen', subject: 'Workload shop/cart', severity: 'info' }],
    },
  },
});
