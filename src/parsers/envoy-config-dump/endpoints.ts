import { z } from 'zod';
import type { EnvoyEndpoints } from './artifact.js';
import { address, addressText, message, text } from './message.js';

/** Set by Istio on endpoints behind an internal listener: the address that is meant in the end. */
const originalDestination = 'envoy.filters.listener.original_dst';

const lbEndpoint = message({
  endpoint: message({ address: address.optional() }).optional(),
  health_status: text.default('UNKNOWN'),
  metadata: message({
    filter_metadata: message({ [originalDestination]: message({ local: text.optional() }).optional() }).optional(),
  }).optional(),
});

export const loadAssignment = message({
  cluster_name: text,
  endpoints: z.array(message({ lb_endpoints: z.array(lbEndpoint).default([]) })).default([]),
});

const keptAddresses = 20;
const healthy = new Set(['HEALTHY', 'UNKNOWN']);

export function distilEndpoints(found: z.infer<typeof loadAssignment>): EnvoyEndpoints {
  const hosts = found.endpoints.flatMap((group) => group.lb_endpoints);
  return {
    cluster: found.cluster_name,
    total: hosts.length,
    unhealthy: hosts
      .filter((host) => !healthy.has(host.health_status))
      .map((host) => ({ address: hostAddress(host) ?? 'unknown', status: host.health_status })),
    addresses: hosts.slice(0, keptAddresses).flatMap((host) => hostAddress(host) ?? []),
  };
}

function hostAddress(host: z.infer<typeof lbEndpoint>): string | undefined {
  const behind = host.metadata?.filter_metadata?.[originalDestination]?.local;
  return behind ?? (host.endpoint?.address && addressText(host.endpoint.address));
}
