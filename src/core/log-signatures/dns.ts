import type { LogCheck, LogSignature } from './signature.js';

const dnsOnly: readonly [LogCheck] = ['dns/server-errors'];
const debugging = 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/';

/** CoreDNS and kube-dns (skydns, dnsmasq). */
export const dnsServer: readonly LogSignature[] = [
  {
    id: 'coredns-upstream-timeout',
    pattern:
      /plugin\/errors: 2 .{0,400}?(?<reason>i\/o timeout|connection refused|no route to host|network is unreachable)/,
    literals: ['plugin/errors: 2 '],
    severity: 'error',
    role: 'cause',
    title: 'The DNS server {owner} cannot reach its upstream resolver: {reason}',
    why: 'Names outside the cluster do not resolve, and clients wait for the timeout.',
    fix: [
      {
        text: 'Check the forward line of the Corefile, the nameservers in resolv.conf of the nodes, and port 53 on the way.',
        command: 'kubectl get configmap coredns -n kube-system -o yaml',
        doc: debugging,
      },
    ],
    checks: dnsOnly,
    identity: 'reason',
  },
  {
    id: 'coredns-loop',
    pattern: /plugin\/loop: (?:Loop |Seen |.{0,200}loop detected)/,
    literals: ['plugin/loop'],
    severity: 'error',
    role: 'cause',
    title: 'The DNS server {owner} forwards queries to itself and exits',
    why: 'resolv.conf of the node names 127.0.0.53 or another local resolver.',
    fix: [
      {
        text: 'Point resolvConf of the kubelet, or the forward line of the Corefile, at real resolvers.',
        doc: debugging,
      },
    ],
    checks: dnsOnly,
  },
  {
    id: 'coredns-servfail',
    pattern: /"(?:A|AAAA|SRV|PTR|ANY|HINFO) IN (?<name>[^"\s]{1,260})[^"]{0,60}" SERVFAIL /,
    literals: [' SERVFAIL '],
    severity: 'warning',
    role: 'symptom',
    title: 'The DNS server {owner} answers SERVFAIL, for example for {name}',
    why: 'Its upstream failed, or its Kubernetes data is not complete.',
    fix: [{ text: 'Look for plugin/errors and plugin/kubernetes in the same log.', doc: debugging }],
    checks: dnsOnly,
    atLeast: { lines: 3, seconds: 600 },
  },
  {
    id: 'coredns-unsynced',
    pattern: /starting server with unsynced Kubernetes API/,
    literals: ['unsynced Kubernetes API'],
    severity: 'error',
    role: 'cause',
    title: 'The DNS server {owner} started without data of the Kubernetes API',
    why: 'Names of the cluster do not resolve until it has read them.',
    fix: [{ text: 'Restore the access of the DNS pods to the API server, and their RBAC.' }],
    checks: dnsOnly,
  },
  {
    id: 'coredns-api-wait',
    pattern: /plugin\/ready: Still waiting on:? ?"?(?<plugin>[^\s"]{0,60})/,
    literals: ['Still waiting on'],
    severity: 'warning',
    role: 'symptom',
    title: 'The DNS server {owner} waits for its plugin {plugin} and is not ready',
    why: 'With the plugin kubernetes, the API server is unreachable for it.',
    fix: [{ text: 'Restore the access of the DNS pods to the API server.' }],
    checks: dnsOnly,
    atLeast: { lines: 6, seconds: 600 },
  },
  {
    id: 'coredns-overloaded',
    pattern:
      /(?<reason>no healthy proxies|concurrent queries exceeded maximum|Local health request to .{1,200} (?:failed|took more than 1s))/,
    literals: ['no healthy proxies', 'concurrent queries exceeded maximum', 'Local health request'],
    severity: 'error',
    role: 'cause',
    title: 'The DNS server {owner} is overloaded, or all its upstreams are down',
    why: 'Queries fail at random; ndots:5 multiplies the queries for external names.',
    fix: [
      {
        text: 'Run more DNS pods with more CPU, use NodeLocal DNS, or let sidecars answer (DNS capture).',
        doc: debugging,
      },
    ],
    checks: dnsOnly,
  },
  {
    id: 'coredns-reload-failed',
    pattern: /Corefile changed but reload failed: (?<reason>[^\t]{1,200})/,
    literals: ['Corefile changed but reload failed'],
    severity: 'error',
    role: 'cause',
    title: 'The new Corefile of {owner} is invalid: {reason}',
    why: 'The old one is still in use; the next restart fails.',
    fix: [{ text: 'Correct the Corefile.', command: 'kubectl edit configmap coredns -n kube-system' }],
    checks: dnsOnly,
    identity: 'reason',
  },
  {
    id: 'dnsmasq-max-concurrent',
    pattern: /Maximum number of concurrent DNS queries reached(?: \(max: (?<limit>\d{1,9})\))?/,
    literals: ['Maximum number of concurrent DNS queries'],
    severity: 'error',
    role: 'cause',
    title: 'dnsmasq of {owner} drops queries above {limit} at once',
    why: 'Clients wait for the timeout of their resolver.',
    fix: [{ text: 'Run more DNS pods, or raise --dns-forward-max.' }],
    checks: dnsOnly,
  },
  {
    id: 'kubedns-forward-timeout',
    pattern: /failure to forward request/,
    literals: ['failure to forward request'],
    severity: 'error',
    role: 'cause',
    title: 'kube-dns {owner} cannot reach its upstream resolver',
    why: 'Names outside the cluster do not resolve.',
    fix: [{ text: 'Check upstreamNameservers and port 53 on the way.', doc: debugging }],
    checks: dnsOnly,
  },
];
