import { dnsSearchPath } from '../../../src/checks/dns/search-path.js';
import { describeCheck } from '../../helpers/check.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { podDns } from '../../helpers/facets/network.js';

describeCheck(dnsSearchPath, {
  silent: {
    'what the kubelet writes': { podDns: [podDns()], mesh: mesh() },
    'another cluster domain': {
      podDns: [podDns({ search: ['shop.svc.corp.internal'] })],
      mesh: mesh({ clusterDomain: 'corp.internal' }),
    },
  },
  fires: {
    'only the domain of the node': {
      given: { podDns: [podDns({ search: ['ec2.internal'] })], mesh: mesh() },
      expect: [{ messageId: 'missing', subject: 'Workload shop/cart', args: { search: 'ec2.internal' } }],
    },
    'no search list': {
      given: { podDns: [podDns({ search: [] })], mesh: mesh() },
      expect: [{ messageId: 'missing', subject: 'Workload shop/cart', args: { search: 'nothing' } }],
    },
  },
});
