import { clipExcerpt, type Evidence } from '../../core/evidence.js';
import { parseIp } from '../../core/ip.js';
import type { MeshFacts, Netfilter, NetfilterRule, PodRef, PodSpec } from '../../model/facets.js';
import { istioRules } from '../../model/lookup/istio-rules.js';
import { hasSidecar, isControlPlane, isFinished, proxyContainer, specOf } from '../../model/lookup/pods.js';
import { redirectFaults } from '../../model/lookup/redirect-faults.js';
import { defineCheck } from '../check.js';

export const podNetworkRedirectChains = defineCheck({
  meta: {
    id: 'pod-network/redirect-chains',
    title: "Istio's redirection rules in pods are complete",
    severity: 'error',
    basis: 'observed',
    why: 'Traffic reaches the sidecar or ztunnel through these rules only. Where they have a gap, connections bypass the mesh, loop, or are refused.',
    fix: [
      {
        text: 'Delete the pod, so that istio-init or istio-cni makes the rules anew; if the new pod has the same gap, read the log of that component.',
        command: 'kubectl delete pod -n {namespace} {pod}',
        doc: 'https://istio.io/latest/docs/setup/additional-setup/cni/',
      },
      {
        text: 'Look for other software that changes iptables in the pod: VPN clients, firewalls, containers with NET_ADMIN.',
      },
    ],
  },
  requires: ['podNetfilter', 'mesh'],
  uses: ['podSpecs', 'podSockets', 'podRoutes'],
  identity: ['family', 'direction'],
  messages: {
    absent: 'Pods of {namespace}/{workload} have no rules that redirect their traffic to {proxy}',
    incomplete: 'The {family} rules that redirect traffic in pods of {namespace}/{workload} lack {missing}',
    outbound: 'No outbound {family} connection of {namespace}/{workload} is redirected to the sidecar ({intent})',
    inbound: 'No inbound {family} connection of {namespace}/{workload} is redirected to the sidecar ({intent})',
    port: '{direction} connections of {namespace}/{workload} are redirected to port {port} instead of {expected}',
    owner:
      'The redirection in pods of {namespace}/{workload} lets user {uid} pass, but the proxy runs as {expected}: its own connections come back to it',
    routing:
      'Pods of {namespace}/{workload} hand connections to the proxy with TPROXY, but no routing table takes the marked packets in',
  },
  *run({ podNetfilter, mesh, podSpecs, podSockets, podRoutes }) {
    for (const netfilter of podNetfilter) {
      const { pod, workload } = netfilter;
      if (pod === undefined || workload === undefined || netfilter.hidden !== undefined) continue;
      const spec = specOf(podSpecs, pod);
      if (spec?.hostNetwork === true) continue;
      const about = { namespace: pod.namespace, workload, pod: pod.name };
      const subject = { kind: 'Workload', namespace: pod.namespace, name: workload };

      const proxy = spec && expectedProxy(spec, mesh);
      if (spec !== undefined && proxy !== undefined && hasNoRules(netfilter, spec)) {
        yield { messageId: 'absent', args: { ...about, proxy }, subject, evidence: [citeChains(netfilter)] };
      }
      const sockets = podSockets?.find((found) => isSame(found.pod, pod));
      const routes = podRoutes?.find((found) => isSame(found.pod, pod));
      for (const fault of redirectFaults(netfilter, { mesh, spec, sockets, routes })) {
        yield {
          messageId: fault.kind,
          args: { ...about, ...fault.args },
          subject,
          ...(fault.unconfirmed && { severity: 'warning' as const }),
          evidence: [fault.rule === undefined ? citeIstioRules(netfilter) : citeRule(netfilter, fault.rule)],
        };
      }
    }
  },
});

function isSame(a: PodRef | undefined, b: PodRef): boolean {
  return a?.namespace === b.namespace && a.name === b.name;
}

/** The proxy that is set up to get the pod's traffic; absent when none is, or when injection chose not to redirect. */
function expectedProxy(pod: PodSpec, mesh: MeshFacts): string | undefined {
  if (isFinished(pod)) return undefined;
  if (pod.annotations.get('ambient.istio.io/redirection') === 'enabled') return 'ztunnel';
  const isRouter = pod.containers.some(({ name, args }) => name === proxyContainer && args.includes('router'));
  const mode = pod.annotations.get('sidecar.istio.io/interceptionMode');
  const injected = pod.annotations.has('sidecar.istio.io/status') && hasSidecar(pod) && !isControlPlane(pod, mesh);
  return injected && !isRouter && mode !== 'NONE' ? 'the sidecar' : undefined;
}

/**
 * The table nat of the pod's own address family was listed and is not Istio's. A listing of nft says nothing about
 * rules that iptables-legacy made.
 */
function hasNoRules(netfilter: Netfilter, pod: PodSpec): boolean {
  const family = parseIp(pod.ip ?? pod.ips[0] ?? '')?.family;
  if (family !== netfilter.family || istioRules(netfilter).length > 0) return false;
  const isNft = netfilter.chains.some(({ hook, name }) => hook !== undefined && hook.toUpperCase() !== name);
  return !isNft && (netfilter.complete === true || netfilter.chains.some(({ table }) => table === 'nat'));
}

function citeRule({ source }: Netfilter, { line, excerpt }: NetfilterRule): Evidence {
  return { ...source, line, excerpt };
}

/** The rules that are there, so that a reader sees the gap. */
function citeIstioRules({ source, chains }: Netfilter): Evidence {
  const rules = chains
    .filter(({ table, name }) => table.includes('istio-') || name.startsWith('ISTIO_'))
    .flatMap((chain) => chain.rules);
  const [first] = rules;
  return {
    ...source,
    ...(first !== undefined && { line: first.line }),
    excerpt: clipExcerpt(rules.map(({ excerpt }) => excerpt).join('\n')),
    reconstructed: true,
  };
}

function citeChains({ source, chains }: Netfilter): Evidence {
  const lines = chains.map(({ table, name, rules }) => `${table}/${name}: ${rules.length} rules`);
  return { ...source, excerpt: clipExcerpt(lines.join('\n')), reconstructed: true };
}
