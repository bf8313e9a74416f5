import { z } from 'zod';
import type { EnvoyCluster } from './artifact.js';
import { address, addressText, configSource, extension, message, metadata, port, text } from './message.js';
import { clusterTransport, tlsContext } from './tls.js';

const loadAssignment = message({
  endpoints: z
    .array(
      message({
        lb_endpoints: z.array(message({ endpoint: message({ address: address.optional() }).optional() })).default([]),
      }),
    )
    .default([]),
});

export const cluster = message({
  name: text,
  type: text.default('STATIC'),
  cluster_type: message({ name: text.default('extension') }).optional(),
  eds_cluster_config: message({ service_name: text.optional() }).optional(),
  load_assignment: loadAssignment.optional(),
  /** Envoy API v2, before `load_assignment`. */
  hosts: z.array(address).default([]),
  transport_socket: extension.optional(),
  transport_socket_matches: z.array(message({ transport_socket: extension })).default([]),
  tls_context: tlsContext.optional(),
  metadata,
});

export function distilCluster(found: z.infer<typeof cluster>): EnvoyCluster {
  const edsName = found.eds_cluster_config?.service_name;
  const source = configSource(found.metadata);
  return {
    name: found.name,
    type: found.cluster_type?.name ?? found.type,
    ...nameParts(found.name),
    ...(edsName !== undefined && edsName !== found.name && { edsName }),
    ...clusterTransport(
      found.transport_socket,
      found.tls_context,
      found.transport_socket_matches.map((match) => match.transport_socket),
    ),
    hosts: hostsOf(found),
    ...(source?.kind === 'destination-rule' && { destinationRule: source.name }),
  };
}

function nameParts(name: string): Pick<EnvoyCluster, 'direction' | 'port' | 'subset' | 'host'> {
  const parts = name.split('|');
  const [direction, number, subset, host] = parts;
  if (parts.length !== 4 || !direction) return {};
  const parsed = number === '' ? undefined : port.safeParse(Number(number)).data;
  return { direction, ...(parsed !== undefined && { port: parsed }), ...(subset && { subset }), ...(host && { host }) };
}

function hostsOf({ hosts, load_assignment: assignment }: z.infer<typeof cluster>): string[] {
  const assigned = (assignment?.endpoints ?? []).flatMap((group) =>
    group.lb_endpoints.map((host) => host.endpoint?.address),
  );
  return [...hosts, ...assigned].flatMap((host) => (host === undefined ? [] : (addressText(host) ?? [])));
}
