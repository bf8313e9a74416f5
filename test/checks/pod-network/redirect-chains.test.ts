import { podNetworkRedirectChains } from '../../../src/checks/pod-network/redirect-chains.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';
import { netfilter, podSockets, routeTable } from '../../helpers/facets/network.js';

/** Rules of a sidecar as Istio 1.30 makes them, DNS capture included. */
const sidecar = `
  *raw
  :PREROUTING ACCEPT [0:0]
  :OUTPUT ACCEPT [0:0]
  -A PREROUTING -j ISTIO_INBOUND
  -A OUTPUT -j ISTIO_OUTPUT_DNS
  -A ISTIO_INBOUND -p udp -m udp --sport 53 -j CT --zone 1
  -A ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -m owner --uid-owner 1337 -j CT --zone 1
  -A ISTIO_OUTPUT_DNS -p udp -m udp --sport 15053 -m owner --uid-owner 1337 -j CT --zone 2
  -A ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -m owner --gid-owner 1337 -j CT --zone 1
  -A ISTIO_OUTPUT_DNS -p udp -m udp --sport 15053 -m owner --gid-owner 1337 -j CT --zone 2
  -A ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -j CT --zone 2
  COMMIT
  *nat
  :PREROUTING ACCEPT [0:0]
  :OUTPUT ACCEPT [0:0]
  -A PREROUTING -p tcp -j ISTIO_INBOUND
  -A OUTPUT -j ISTIO_OUTPUT
  -A ISTIO_INBOUND -p tcp -m tcp --dport 15008 -j RETURN
  -A ISTIO_INBOUND -p tcp -m tcp --dport 15020 -j RETURN
  -A ISTIO_INBOUND -p tcp -m tcp --dport 15021 -j RETURN
  -A ISTIO_INBOUND -p tcp -m tcp --dport 15090 -j RETURN
  -A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT
  -A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15006
  -A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN
  -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m multiport ! --dports 53,15008 -m owner --uid-owner 1337 -j ISTIO_IN_REDIRECT
  -A ISTIO_OUTPUT -o lo -p tcp -m tcp ! --dport 53 -m owner ! --uid-owner 1337 -j RETURN
  -A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN
  -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m tcp ! --dport 15008 -m owner --gid-owner 1337 -j ISTIO_IN_REDIRECT
  -A ISTIO_OUTPUT -o lo -p tcp -m tcp ! --dport 53 -m owner ! --gid-owner 1337 -j RETURN
  -A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN
  -A ISTIO_OUTPUT -j ISTIO_OUTPUT_DNS
  -A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
  -A ISTIO_OUTPUT -j ISTIO_REDIRECT
  -A ISTIO_OUTPUT_DNS -p tcp -m tcp --dport 53 -j REDIRECT --to-ports 15053
  -A ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -j REDIRECT --to-ports 15053
  -A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001
  COMMIT
`;

/** Rules of Istio 1.0: one port for both directions, inbound ports by name. */
const oldest = `
  *nat
  :PREROUTING ACCEPT [0:0]
  :OUTPUT ACCEPT [0:0]
  -A PREROUTING -p tcp -j ISTIO_INBOUND
  -A OUTPUT -p tcp -j ISTIO_OUTPUT
  -A ISTIO_INBOUND -p tcp -m tcp --dport 9080 -j ISTIO_IN_REDIRECT
  -A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports 15001
  -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -j ISTIO_REDIRECT
  -A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN
  -A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN
  -A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN
  -A ISTIO_OUTPUT -d 10.96.0.0/12 -j ISTIO_REDIRECT
  -A ISTIO_OUTPUT -j RETURN
  -A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports 15001
  COMMIT
`;

/** The table nat as it is when mangle captures inbound connections. */
function natWithoutInbound(): string {
  const lines = sidecar.slice(sidecar.indexOf('  *nat')).split('\n');
  const inbound = /PREROUTING -p tcp|-A ISTIO_INBOUND (?!.*15008)/;
  return lines.filter((line) => !inbound.test(line)).join('\n');
}

/** TPROXY of Istio 1.12. */
const tproxy = `
  *mangle
  :PREROUTING ACCEPT [0:0]
  :OUTPUT ACCEPT [0:0]
  -A PREROUTING -p tcp -j ISTIO_INBOUND
  -A PREROUTING -p tcp -m mark --mark 0x539 -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff
  -A OUTPUT -o lo -p tcp -m mark --mark 0x539 -j RETURN
  -A OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m owner --uid-owner 1337 -j MARK --set-xmark 0x53a/0xffffffff
  -A OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp -m owner --gid-owner 1337 -j MARK --set-xmark 0x53a/0xffffffff
  -A OUTPUT -p tcp -m connmark --mark 0x539 -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
  -A ISTIO_DIVERT -j MARK --set-xmark 0x539/0xffffffff
  -A ISTIO_DIVERT -j ACCEPT
  -A ISTIO_INBOUND -p tcp -m mark --mark 0x539 -j RETURN
  -A ISTIO_INBOUND -s 127.0.0.6/32 -i lo -p tcp -j RETURN
  -A ISTIO_INBOUND -i lo -p tcp -m mark ! --mark 0x53a -j RETURN
  -A ISTIO_INBOUND -p tcp -m tcp --dport 15020 -j RETURN
  -A ISTIO_INBOUND -p tcp -m conntrack --ctstate RELATED,ESTABLISHED -j ISTIO_DIVERT
  -A ISTIO_INBOUND -p tcp -j ISTIO_TPROXY
  -A ISTIO_TPROXY ! -d 127.0.0.1/32 -p tcp -j TPROXY --on-port 15006 --on-ip 0.0.0.0 --tproxy-mark 0x539/0xffffffff
  COMMIT
${natWithoutInbound()}`;

/** In the pod of an ambient mesh, Istio 1.30. */
const ambient = `
  *mangle
  :PREROUTING ACCEPT [0:0]
  :OUTPUT ACCEPT [0:0]
  -A PREROUTING -j ISTIO_PRERT
  -A OUTPUT -j ISTIO_OUTPUT
  -A ISTIO_OUTPUT -m connmark --mark 0x111/0xfff -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff
  -A ISTIO_PRERT -m mark --mark 0x539/0xfff -j CONNMARK --set-xmark 0x111/0xfff
  COMMIT
  *nat
  :PREROUTING ACCEPT [0:0]
  :OUTPUT ACCEPT [0:0]
  -A PREROUTING -j ISTIO_PRERT
  -A OUTPUT -j ISTIO_OUTPUT
  -A ISTIO_OUTPUT -d 169.254.7.127/32 -p tcp -m tcp -j ACCEPT
  -A ISTIO_OUTPUT ! -o lo -p udp -m mark ! --mark 0x539/0xfff -m udp --dport 53 -j REDIRECT --to-ports 15053
  -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -p tcp -m tcp --dport 53 -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15053
  -A ISTIO_OUTPUT -p tcp -m mark --mark 0x111/0xfff -j ACCEPT
  -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -j ACCEPT
  -A ISTIO_OUTPUT ! -d 127.0.0.1/32 -p tcp -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15001
  -A ISTIO_PRERT -s 169.254.7.127/32 -p tcp -m tcp -j ACCEPT
  -A ISTIO_PRERT ! -d 127.0.0.1/32 -p tcp -m tcp ! --dport 15008 -m mark ! --mark 0x539/0xfff -j REDIRECT --to-ports 15006
  COMMIT
`;

/** Native nftables of a sidecar without inbound and outbound capture, for both address families (Istio 1.30). */
const nft = `
  table inet istio-proxy-nat {
    chain output {
      type nat hook output priority -100; policy accept;
      counter packets 0 bytes 0 jump istio-output
    }
    chain istio-inbound {
      tcp dport 15008 counter packets 0 bytes 0 return
    }
    chain istio-redirect {
      meta l4proto tcp counter packets 0 bytes 0 redirect to :15001
    }
    chain istio-in-redirect {
      meta l4proto tcp counter packets 0 bytes 0 redirect to :15006
    }
    chain istio-output {
      oifname "lo" ip saddr 127.0.0.6 counter packets 0 bytes 0 return
      oifname "lo" ip6 saddr ::6 counter packets 0 bytes 0 return
      oifname "lo" ip daddr != 127.0.0.1 tcp dport != 15008 meta skuid 1337 counter packets 0 bytes 0 jump istio-in-redirect
      oifname "lo" ip6 daddr != ::1 tcp dport != 15008 meta skuid 1337 counter packets 0 bytes 0 jump istio-in-redirect
      oifname "lo" meta skuid != 1337 counter packets 0 bytes 0 return
      meta skuid 1337 counter packets 0 bytes 0 return
      oifname "lo" ip daddr != 127.0.0.1 tcp dport != 15008 meta skgid 1337 counter packets 0 bytes 0 jump istio-in-redirect
      oifname "lo" ip6 daddr != ::1 tcp dport != 15008 meta skgid 1337 counter packets 0 bytes 0 jump istio-in-redirect
      oifname "lo" meta skgid != 1337 counter packets 0 bytes 0 return
      meta skgid 1337 counter packets 0 bytes 0 return
      ip daddr 127.0.0.1 counter packets 0 bytes 0 return
      ip6 daddr ::1 counter packets 0 bytes 0 return
    }
  }
`;

const empty = '*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT';

/** The text without its one line that is this, or holds it. */
function without(text: string, part: string): string {
  const lines = text.split('\n');
  const exact = lines.filter((line) => line.trim() === part);
  const [found, ...more] = exact.length > 0 ? exact : lines.filter((line) => line.includes(part));
  if (found === undefined || more.length > 0) throw new TypeError(`not one line holds ${part}`);
  return lines.filter((line) => line !== found).join('\n');
}

const injected = podSpec({ annotations: labels({ 'sidecar.istio.io/status': '{}' }) });

/** The pod's istio-init, called with these arguments. */
function initiated(args: readonly string[]) {
  return podSpec({ containers: [...injected.containers, container({ name: 'istio-init', kind: 'init', args })] });
}

const subject = 'Workload shop/cart';

function lacks(text: string, missing: string) {
  return {
    given: { podNetfilter: [netfilter(text)], mesh: mesh() },
    expect: [{ messageId: 'incomplete', subject, args: { missing } }],
  };
}

describeCheck(podNetworkRedirectChains, {
  silent: {
    'a sidecar with DNS capture': { podNetfilter: [netfilter(sidecar)], mesh: mesh(), podSpecs: [injected] },
    'Istio 1.0, with ports and ranges': {
      podNetfilter: [netfilter(oldest)],
      mesh: mesh({ controlPlaneVersions: ['1.0.9'], proxyVersions: ['1.0.9'] }),
    },
    'interception mode TPROXY': { podNetfilter: [netfilter(tproxy)], mesh: mesh() },
    'a pod of an ambient mesh': {
      podNetfilter: [netfilter(ambient)],
      mesh: mesh(),
      podSpecs: [podSpec({ annotations: labels({ 'ambient.istio.io/redirection': 'enabled' }) })],
    },
    'native nftables': { podNetfilter: [netfilter(nft)], mesh: mesh() },
    'another port that istio-init was asked for': {
      podNetfilter: [netfilter(sidecar.replace('--to-ports 15001', '--to-ports 16001'))],
      mesh: mesh(),
      podSpecs: [initiated(['-p', '16001', '-z', '15006', '-u', '1337', '-i', '*', '-b', '*'])],
    },
    'another port on which the proxy listens': {
      podNetfilter: [netfilter(sidecar.replace('--to-ports 15001', '--to-ports 16001'))],
      mesh: mesh(),
      podSockets: [podSockets(['0.0.0.0:16001 envoy'])],
    },
    'a user of an OpenShift namespace': {
      podNetfilter: [netfilter(sidecar.replaceAll('-owner 1337', '-owner 1000670001'))],
      mesh: mesh(),
    },
    'outbound capture that an annotation switches off': {
      podNetfilter: [netfilter(without(sidecar, '-A ISTIO_OUTPUT -j ISTIO_REDIRECT'))],
      mesh: mesh(),
      podSpecs: [initiated(['-i', '', '-b', '*'])],
    },
    'inbound capture that an annotation switches off': {
      podNetfilter: [
        netfilter(
          without(
            without(sidecar, '-A PREROUTING -p tcp -j ISTIO_INBOUND'),
            '-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT',
          ),
        ),
      ],
      mesh: mesh(),
      podSpecs: [initiated(['-i', '*', '-b', ''])],
    },
    'TPROXY with its route and rule': {
      podNetfilter: [netfilter(tproxy)],
      mesh: mesh(),
      podRoutes: [
        routeTable(`
          local default dev lo table 133 scope host
          local 10.244.1.7 dev eth0 table local proto kernel scope host src 10.244.1.7
          32765:\tfrom all fwmark 0x539 lookup 133
        `),
      ],
    },
    'a pod on the network of its node': {
      podNetfilter: [netfilter(empty)],
      mesh: mesh(),
      podSpecs: [podSpec({ hostNetwork: true, annotations: labels({ 'sidecar.istio.io/status': '{}' }) })],
    },
    'a gateway has no rules': {
      podNetfilter: [netfilter(empty)],
      mesh: mesh(),
      podSpecs: [
        podSpec({
          annotations: labels({ 'sidecar.istio.io/status': '{}' }),
          containers: [container({ name: 'istio-proxy', args: ['proxy', 'router'] })],
        }),
      ],
    },
    'interception mode NONE': {
      podNetfilter: [netfilter(empty)],
      mesh: mesh(),
      podSpecs: [
        podSpec({
          annotations: labels({ 'sidecar.istio.io/status': '{}', 'sidecar.istio.io/interceptionMode': 'NONE' }),
        }),
      ],
    },
    'a pod outside the mesh': {
      podNetfilter: [netfilter(empty)],
      mesh: mesh(),
      podSpecs: [podSpec({ containers: [container()] })],
    },
    'no IPv6 rules in an IPv4 pod': {
      podNetfilter: [netfilter(sidecar), netfilter(empty, { family: 'ipv6' })],
      mesh: mesh(),
      podSpecs: [injected],
    },
    'rules that stand in the other iptables backend': {
      podNetfilter: [
        netfilter(`${empty}\n# Warning: iptables-legacy tables present, use iptables-legacy-save to see them`),
      ],
      mesh: mesh(),
      podSpecs: [injected],
    },
    'the table nat was not listed': {
      podNetfilter: [netfilter('-P INPUT ACCEPT\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT')],
      mesh: mesh(),
      podSpecs: [injected],
    },
  },
  fires: {
    'nothing enters ISTIO_INBOUND': lacks(
      without(sidecar, '-A PREROUTING -p tcp -j ISTIO_INBOUND'),
      'the jump from PREROUTING to ISTIO_INBOUND',
    ),
    'nothing leaves ISTIO_INBOUND for the proxy': lacks(
      without(sidecar, '-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT'),
      'the jump from ISTIO_INBOUND to ISTIO_IN_REDIRECT',
    ),
    'nothing enters ISTIO_OUTPUT': lacks(
      without(sidecar, '-A OUTPUT -j ISTIO_OUTPUT'),
      'the jump from OUTPUT to ISTIO_OUTPUT',
    ),
    'the chain that redirects is empty': lacks(
      without(sidecar, '-A ISTIO_REDIRECT'),
      'the redirection to the proxy in ISTIO_REDIRECT',
    ),
    'the proxy is not let pass': lacks(
      without(sidecar, '-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN'),
      "the exception of the proxy's user in ISTIO_OUTPUT, the exception of user 1337 in ISTIO_OUTPUT",
    ),
    'the group of the proxy is not let pass': lacks(
      without(sidecar, '-A ISTIO_OUTPUT -m owner --gid-owner 1337 -j RETURN'),
      'the exception of group 1337 in ISTIO_OUTPUT',
    ),
    'loopback is redirected': lacks(
      without(sidecar, '-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN'),
      'the exception of loopback addresses in ISTIO_OUTPUT',
    ),
    'the port of probes is redirected': lacks(
      without(sidecar, '--dport 15021'),
      'the exception of port 15021 in ISTIO_INBOUND',
    ),
    'DNS over UDP is not redirected': lacks(
      without(sidecar, '-A ISTIO_OUTPUT_DNS -p udp -m udp --dport 53 -j REDIRECT'),
      'the redirection of DNS over UDP',
    ),
    'a zone of connection tracking is missing': lacks(
      without(sidecar, '-A ISTIO_INBOUND -p udp -m udp --sport 53 -j CT'),
      'the zone of answers in raw',
    ),
    'Istio 1.0 without the rule for self calls': {
      given: {
        podNetfilter: [netfilter(without(oldest, '-o lo'))],
        mesh: mesh({ controlPlaneVersions: ['1.0.9'], proxyVersions: ['1.0.9'] }),
      },
      expect: [
        {
          messageId: 'incomplete',
          subject,
          args: { missing: "the capture of calls to the pod's own address in ISTIO_OUTPUT" },
        },
      ],
    },
    'TPROXY without its handover': lacks(without(tproxy, '-j TPROXY'), 'the handover to the proxy in ISTIO_TPROXY'),
    'TPROXY that forgets marks': lacks(without(tproxy, '--restore-mark'), 'the restored mark in OUTPUT of mangle'),
    'an ambient pod without outbound redirection': lacks(
      without(ambient, '--to-ports 15001'),
      'the redirection of outbound connections in ISTIO_OUTPUT',
    ),
    'an ambient pod that redirects the probes of the kubelet': lacks(
      without(ambient, '-s 169.254.7.127/32'),
      "the exception of the kubelet's probes in ISTIO_PRERT",
    ),
    'nftables that let loopback pass for one address family': lacks(
      without(nft, 'ip6 daddr ::1'),
      'the exception of loopback addresses in ISTIO_OUTPUT',
    ),
    'no rules at all': {
      given: { podNetfilter: [netfilter(empty)], mesh: mesh(), podSpecs: [injected] },
      expect: [{ messageId: 'absent', subject, args: { proxy: 'the sidecar' } }],
    },
    'no rules in an ambient pod': {
      given: {
        podNetfilter: [netfilter(empty)],
        mesh: mesh(),
        podSpecs: [podSpec({ annotations: labels({ 'ambient.istio.io/redirection': 'enabled' }) })],
      },
      expect: [{ messageId: 'absent', subject, args: { proxy: 'ztunnel' } }],
    },
    'no outbound capture, and nothing says why': {
      given: { podNetfilter: [netfilter(without(sidecar, '-A ISTIO_OUTPUT -j ISTIO_REDIRECT'))], mesh: mesh() },
      expect: [{ messageId: 'outbound', subject, severity: 'warning' }],
    },
    'no outbound capture where istio-init was asked for it': {
      given: {
        podNetfilter: [netfilter(without(sidecar, '-A ISTIO_OUTPUT -j ISTIO_REDIRECT'))],
        mesh: mesh(),
        podSpecs: [initiated(['-i', '*', '-b', '*'])],
      },
      expect: [{ messageId: 'outbound', subject, severity: 'error', args: { intent: 'includeOutboundIPRanges is *' } }],
    },
    'no inbound capture where istio-init was asked for it': {
      given: {
        podNetfilter: [
          netfilter(
            without(
              without(sidecar, '-A PREROUTING -p tcp -j ISTIO_INBOUND'),
              '-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT',
            ),
          ),
        ],
        mesh: mesh(),
        podSpecs: [initiated(['-i', '*', '-b', '*'])],
      },
      expect: [{ messageId: 'inbound', subject }],
    },
    'a port of another version': {
      given: { podNetfilter: [netfilter(sidecar.replace('--to-ports 15006', '--to-ports 15001'))], mesh: mesh() },
      expect: [{ messageId: 'port', subject, args: { direction: 'Inbound', port: 15001, expected: 15006 } }],
    },
    'another user than the proxy': {
      given: {
        podNetfilter: [netfilter(sidecar.replaceAll('-owner 1337', '-owner 1338'))],
        mesh: mesh(),
        podSpecs: [initiated(['-u', '1337', '-i', '*', '-b', '*'])],
      },
      expect: [{ messageId: 'owner', subject, args: { uid: '1338', expected: '1337' } }],
    },
    'TPROXY without a route for marked packets': {
      given: {
        podNetfilter: [netfilter(tproxy)],
        mesh: mesh(),
        podRoutes: [routeTable('local 10.244.1.7 dev eth0 table local proto kernel scope host src 10.244.1.7')],
      },
      expect: [{ messageId: 'routing', subject }],
    },
  },
});
