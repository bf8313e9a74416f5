import { citeField } from '../../core/evidence.js';
import type { GatewayServer, IstioGateway, PodSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { groupBy } from '../../model/lookup/derive.js';
import { gatewayPods } from '../../model/lookup/gateway-pods.js';
import { type Relation, selectorRelation, servedHost } from '../../model/lookup/gateway-reach.js';
import { selectorText } from '../../model/lookup/services.js';
import { coversHost } from '../../model/lookup/sidecar-scope.js';
import { defineCheck, type Finding } from '../check.js';

export const gatewaysConflict = defineCheck({
  meta: {
    id: 'gateways/conflict',
    title: 'Servers of Istio Gateways do not compete for a port',
    severity: 'error',
    why: 'istiod merges all Gateways that select a pod. Of two TLS servers with the same host, or two servers whose protocols do not mix, on one port it keeps the one of the older Gateway and drops the other.',
    fix: [
      {
        text: 'Serve each host in one Gateway and name that one in all VirtualServices, or give the servers ports of their own.',
        command: 'kubectl get gateways.networking.istio.io --all-namespaces',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',
      },
    ],
    codes: ['IST0145', 'KIA0301'],
    decides:
      'Compares servers of Gateways that select the same pods by port, bind address, host and protocol. istioctl calls any equal host a conflict; that of plain HTTP servers, which istiod merges, is shown as information, and for manifests only.',
    falsePositives: [
      'Silent about an exact host beside `*`: the more specific one wins.',
      'Gateways of which one selects by more labels count as competing only where a pod has all of them.',
    ],
  },
  requires: ['istioGateways'],
  uses: ['podSpecs', 'mesh'],
  messages: {
    duplicate:
      'Gateways {namespace}/{name} and {other} both serve {hosts} with TLS on port {port}: istiod drops the server of the younger one',
    protocols:
      'Gateways {namespace}/{name} ({protocol}) and {other} ({otherProtocol}) share port {port}, where these protocols do not mix: istiod drops one of the servers',
    merged: 'Gateways {namespace}/{name} and {other} both serve {hosts} on port {port}; istiod merges them',
    wildcard: 'Gateways {namespace}/{name} and {other} overlap on port {port}: {hosts}',
  },
  identity: ['other', 'port'],
  *run({ istioGateways, podSpecs = [], mesh }) {
    const servers = istioGateways
      .filter(({ namespace }) => isAnalyzedNamespace(namespace))
      .flatMap((gateway) => gateway.spec.servers.map((server) => ({ gateway, server })));
    const relationOf = relations(podSpecs);
    for (const sharing of groupBy(servers, ({ server: { port, bind = '' } }) => `${port} ${bind}`).values()) {
      for (const one of sharing) {
        for (const other of sharing) {
          if (one.gateway === other.gateway || one.server.port === 0) continue;
          const relation = relationOf(one.gateway, other.gateway);
          if (relation === 'apart') continue;
          const found = compare(one, other, relation);
          // Two servers of plain HTTP live together; istioctl reports them all the same.
          if (found !== undefined && (found.severity !== 'info' || mesh?.isManifests)) yield found;
        }
      }
    }
  },
});

interface Placed {
  gateway: IstioGateway;
  server: GatewayServer;
}

/** Relations of selectors, each pair looked at once; `apart` too when no pod has the labels of the narrower one. */
function relations(podSpecs: readonly PodSpec[]): (a: IstioGateway, b: IstioGateway) => Relation {
  const known = new Map<string, Relation>();
  return (a, b) => {
    const key = JSON.stringify([[...a.spec.selector], [...b.spec.selector]]);
    const relation = known.get(key) ?? relationWithPods(a, b, podSpecs);
    known.set(key, relation);
    return relation;
  };
}

function relationWithPods(a: IstioGateway, b: IstioGateway, podSpecs: readonly PodSpec[]): Relation {
  const relation = selectorRelation(a, b, podSpecs);
  if (relation !== 'narrower' && relation !== 'wider') return relation;
  return gatewayPods(relation === 'narrower' ? a : b, podSpecs).length > 0 ? relation : 'apart';
}

type Message = 'duplicate' | 'protocols' | 'merged' | 'wildcard';

function compare(one: Placed, other: Placed, relation: Relation): Finding<Message> | undefined {
  const { gateway, server } = one;
  const { group, namespace, name, source } = gateway;
  const equal = server.hosts.filter((host) => other.server.hosts.includes(host));
  const conflict = kindOfConflict(one, other, equal);
  if (conflict === undefined || (conflict.messageId === 'wildcard' && relation !== 'equal')) return undefined;
  const aliases = [
    ...(equal.length > 0 ? ['IST0145'] : []),
    ...(relation === 'equal' && conflict.hosts.length > 0 ? ['KIA0301'] : []),
  ];
  return {
    messageId: conflict.messageId,
    args: {
      namespace,
      name,
      other: `${other.gateway.namespace}/${other.gateway.name}`,
      port: server.port,
      hosts: conflict.hosts.join(', '),
      protocol: server.protocol,
      otherProtocol: other.server.protocol,
    },
    subject: { kind: 'Gateway', group, namespace, name },
    ...(conflict.isHarmless && { severity: 'info' }),
    detail: `Both select pods with ${selectorText(gateway.spec.selector) || 'any labels'}.`,
    aliases,
    evidence: [
      citeField(source, `${server.field}.hosts`, server.hosts),
      citeField(other.gateway.source, `${other.server.field}.hosts`, other.server.hosts),
    ],
  };
}

function kindOfConflict(
  one: Placed,
  other: Placed,
  equal: readonly string[],
): { messageId: Message; hosts: readonly string[]; isHarmless: boolean } | undefined {
  const [isTls, isOtherTls] = [usesTls(one.server), usesTls(other.server)];
  const mix = isTls === isOtherTls && (isTls || (isHttp(one.server) && isHttp(other.server)));
  const overlapping = overlaps(one, other);
  if (!mix) return { messageId: 'protocols', hosts: overlapping, isHarmless: false };
  if (equal.length > 0) return { messageId: isTls ? 'duplicate' : 'merged', hosts: equal, isHarmless: !isTls };
  return overlapping.length > 0 ? { messageId: 'wildcard', hosts: overlapping, isHarmless: true } : undefined;
}

/** Hosts of both for which some VirtualService could be meant; `*` alone overlaps with itself only. */
function overlaps(one: Placed, other: Placed): readonly string[] {
  const pairs = one.server.hosts.flatMap((a) => other.server.hosts.map((b) => [a, b] as const));
  const shared = pairs.flatMap(([a, b]) => {
    const [left, right] = [servedHost(a, one.gateway.namespace), servedHost(b, other.gateway.namespace)];
    if (left.scope !== right.scope && left.scope !== '*' && right.scope !== '*') return [];
    if (left.host === right.host) return [a];
    if (left.host === '*' || right.host === '*' || (left.host.startsWith('*') && right.host.startsWith('*'))) return [];
    return coversHost(left.host, right.host) || coversHost(right.host, left.host) ? [`${a} and ${b}`] : [];
  });
  return [...new Set(shared)];
}

/** What the listener does with TLS is the block `tls`, but for that of an HTTP server, which only redirects. */
function usesTls({ protocol, tls }: GatewayServer): boolean {
  return ['HTTPS', 'TLS'].includes(protocol.toUpperCase()) || (tls !== undefined && !isHttp({ protocol }));
}

function isHttp({ protocol }: Pick<GatewayServer, 'protocol'>): boolean {
  return ['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTP_PROXY'].includes(protocol.toUpperCase());
}
