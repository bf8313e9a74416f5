/** What Istio says in the name of an Envoy cluster. */
export type ClusterName =
  | {
      kind: 'outbound';
      port: number;
      subset?: string;
      host: string;
      /** `outbound_.80_.v1_.host`: the server name that AUTO_PASSTHROUGH gateways choose by. */
      isServerName?: true;
    }
  /** Names of port and host were part of it before Istio 1.8. */
  | { kind: 'inbound'; port: number; portName?: string; host?: string }
  /** Of waypoints (Istio 1.18): `inbound-vip|80|http/v1|host`. */
  | { kind: 'inbound-vip'; port: number; protocol: string; subset?: string; host: string }
  | { kind: 'passthrough' | 'inbound-passthrough' | 'black-hole' | 'tunnel' | 'proxy' }
  | { kind: 'other' };

const fixedNames: ReadonlyMap<string, ClusterName> = new Map([
  ['PassthroughCluster', { kind: 'passthrough' }],
  ['InboundPassthroughCluster', { kind: 'inbound-passthrough' }],
  // One for each address family before Istio 1.23.
  ['InboundPassthroughClusterIpv4', { kind: 'inbound-passthrough' }],
  ['InboundPassthroughClusterIpv6', { kind: 'inbound-passthrough' }],
  ['BlackHoleCluster', { kind: 'black-hole' }],
  ['encap', { kind: 'tunnel' }],
  ['connect_originate', { kind: 'tunnel' }],
  ['inner_connect_originate', { kind: 'tunnel' }],
  ['outer_connect_originate', { kind: 'tunnel' }],
  ['main_internal', { kind: 'tunnel' }],
  ['agent', { kind: 'proxy' }],
  ['prometheus_stats', { kind: 'proxy' }],
  ['sds-grpc', { kind: 'proxy' }],
  ['xds-grpc', { kind: 'proxy' }],
  ['zipkin', { kind: 'proxy' }],
]);

/** Reads the name of an Envoy cluster as Istio composes it; `other` for names that somebody else chose. */
export function clusterName(name: string): ClusterName {
  const fixed = fixedNames.get(name);
  if (fixed !== undefined) return fixed;
  const isServerName = name.startsWith('outbound_.');
  const [direction, number = '', third = '', host = '', ...more] = name.split(isServerName ? '_.' : '|', 5);
  const port = portOf(number);
  if (port === undefined || more.length > 0) return { kind: 'other' };
  if (direction === 'inbound') {
    return { kind: 'inbound', port, ...(third !== '' && { portName: third }), ...(host !== '' && { host }) };
  }
  if (host === '') return { kind: 'other' };
  if (direction === 'outbound') return outbound(port, third, host, isServerName);
  return direction === 'inbound-vip' ? waypoint(port, third, host) : { kind: 'other' };
}

function outbound(port: number, subset: string, host: string, isServerName: boolean): ClusterName {
  return {
    kind: 'outbound',
    port,
    ...(subset !== '' && { subset }),
    host,
    ...(isServerName && { isServerName }),
  };
}

function waypoint(port: number, part: string, host: string): ClusterName {
  const slash = part.indexOf('/');
  const subset = slash < 0 ? '' : part.slice(slash + 1);
  const protocol = slash < 0 ? part : part.slice(0, slash);
  return { kind: 'inbound-vip', port, protocol, ...(subset !== '' && { subset }), host };
}

function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}
