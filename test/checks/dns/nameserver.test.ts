import { dnsNameserver } from '../../../src/checks/dns/nameserver.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, podSpec, service } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { podDns } from '../../helpers/facets/network.js';

const kubeDns = service({
  namespace: 'kube-system',
  name: 'kube-dns',
  clusterIPs: ['10.96.0.10'],
  selector: labels({ 'k8s-app': 'kube-dns' }),
  ports: [{ port: 53, protocol: 'UDP' }],
});
const services = [service(), kubeDns];
const subject = 'Workload shop/cart';

describeCheck(dnsNameserver, {
  silent: {
    'the DNS service': { podDns: [podDns()], services },
    'one address of a dual-stack service': {
      podDns: [podDns({ nameservers: ['fd00:10:96::a'] })],
      services: [{ ...kubeDns, clusterIPs: ['10.96.0.10', 'fd00:10:96:0::a'] }],
    },
    'NodeLocal DNSCache': { podDns: [podDns({ nameservers: ['169.254.20.10'] })], services },
    OpenShift: {
      podDns: [podDns({ nameservers: ['172.30.0.10'] })],
      services: [
        service({
          namespace: 'openshift-dns',
          name: 'dns-default',
          clusterIPs: ['172.30.0.10'],
          ports: [{ port: 53, protocol: 'UDP' }],
        }),
      ],
    },
    'another resolver that is a service': {
      podDns: [podDns({ nameservers: ['10.96.7.7'] })],
      services: [
        ...services,
        service({ name: 'resolver', clusterIPs: ['10.96.7.7'], ports: [{ port: 53, protocol: 'UDP' }] }),
      ],
    },
    'a pod on the network of its node': {
      podDns: [podDns({ nameservers: ['10.0.0.2'] })],
      services,
      podSpecs: [podSpec({ hostNetwork: true })],
    },
    'a policy that asks for other servers': {
      podDns: [podDns({ nameservers: ['10.0.0.2'] })],
      services,
      podSpecs: [podSpec({ dnsPolicy: 'None' })],
    },
  },
  open: {
    'a server that may be a service of a namespace that was not gathered': {
      given: {
        podDns: [podDns({ nameservers: ['10.96.7.7'] })],
        services,
        mesh: mesh({ partial: new Map([['Service', new Set(['kube-system'])]]) }),
      },
      because: 'one with the address 10.96.7.7',
    },
  },
  fires: {
    'a server of the network': {
      given: { podDns: [podDns({ nameservers: ['10.0.0.2', '10.96.0.10'] })], services, podSpecs: [podSpec()] },
      expect: [{ messageId: 'other', subject, args: { nameserver: '10.0.0.2', expected: '10.96.0.10' } }],
    },
    'no server': {
      given: { podDns: [podDns({ nameservers: [] })], services },
      expect: [{ messageId: 'none', subject }],
    },
  },
  notApplicable: {
    'no DNS service is known': { given: { podDns: [podDns()], services: [service()] }, because: 'no DNS service' },
  },
});
