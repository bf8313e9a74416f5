import { nodesIptablesDrop } from '../../../src/checks/nodes/iptables-drop.js';
import { describeCheck } from '../../helpers/check.js';
import { nodeNetfilter } from '../../helpers/facets/network.js';

/** What kube-proxy and the kubelet make on every node. */
const kubernetes = `
  :KUBE-FIREWALL - [0:0]
  :KUBE-FORWARD - [0:0]
  :KUBE-SERVICES - [0:0]
  -A INPUT -j KUBE-FIREWALL
  -A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
  -A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
  -A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
  -A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
  -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
  -A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  -A KUBE-SERVICES -d 10.96.3.7/32 -p tcp -m comment --comment "shop/cart has no endpoints" -m tcp --dport 80 -j REJECT
`;

const node = (policy: string, ...rules: readonly string[]) =>
  nodeNetfilter(
    `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ${policy} [0:0]\n:OUTPUT ACCEPT [0:0]\n${kubernetes}\n${rules.join('\n')}\nCOMMIT`,
  );

const subject = 'Node worker-1';

describeCheck(nodesIptablesDrop, {
  silent: {
    'kube-proxy and kubelet': { nodeNetfilter: [node('ACCEPT')] },
    'Docker forwards nothing by itself, Flannel lets pods through': {
      nodeNetfilter: [
        node(
          'DROP',
          '-A FORWARD -j DOCKER-USER',
          '-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
          '-A FORWARD -j FLANNEL-FWD',
          '-A FLANNEL-FWD -s 10.244.0.0/16 -j ACCEPT',
        ),
      ],
    },
    'the policies of Calico': {
      nodeNetfilter: [
        node('ACCEPT', '-A FORWARD -j cali-FORWARD', '-A cali-FORWARD -m mark --mark 0x0/0x10000 -j DROP'),
      ],
    },
    'Container-Optimized OS closes chains and opens them again': {
      nodeNetfilter: [
        nodeNetfilter(
          '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n-A INPUT -p tcp -j ACCEPT\n-A FORWARD -p tcp -j ACCEPT\n-A OUTPUT -j ACCEPT\nCOMMIT',
        ),
      ],
    },
  },
  fires: {
    'firewalld rejects what it does not know': {
      given: {
        nodeNetfilter: [node('ACCEPT', '[7:420] -A FORWARD -j REJECT --reject-with icmp-host-prohibited')],
      },
      expect: [
        { messageId: 'rule', subject, severity: 'error', args: { rule: 'REJECT everything', node: 'worker-1' } },
      ],
    },
    'a security agent blocks the port of the control plane': {
      given: { nodeNetfilter: [node('ACCEPT', '-A INPUT -p tcp -m tcp --dport 15012 -j DROP')] },
      expect: [{ messageId: 'rule', subject, severity: 'warning', args: { rule: 'DROP tcp port 15012' } }],
    },
    'Docker forwards nothing, and no network plugin opens the chain': {
      given: { nodeNetfilter: [node('DROP', '-A FORWARD -o docker0 -j DOCKER', '-A FORWARD -i docker0 -j ACCEPT')] },
      expect: [{ messageId: 'policy', subject, severity: 'error', args: { chain: 'filter/FORWARD' } }],
    },
  },
});
