import { z } from 'zod';
import { Unusable } from '../../core/errors.js';
import { dropNulls } from './nulls.js';

const text = z.string().exactOptional();

const network = z.object({
  endpoints: z.array(z.object({ fromRegistry: text, fromCidr: text })).default([]),
  gateways: z
    .array(
      z.object({
        registryServiceName: text,
        registry_service_name: text,
        address: text,
        port: z.number().exactOptional(),
      }),
    )
    .default([]),
});

const meshNetworks = z.object({ networks: z.record(z.string(), network).default({}) });

/** The networks of a mesh (MeshNetworks of istio.io/api), each with where its endpoints and gateways are. */
export interface NetworkSettings {
  name: string;
  endpoints: readonly { field: string; fromRegistry?: string; fromCidr?: string }[];
  gateways: readonly { field: string; registryServiceName?: string; address?: string; port?: number }[];
}

/** Reads MeshNetworks once parsed. Throws `Unusable` when it is none. */
export function readMeshNetworks(value: unknown): readonly NetworkSettings[] {
  dropNulls(value);
  const result = meshNetworks.safeParse(value ?? {});
  if (!result.success) throw new Unusable(`not mesh networks: ${z.prettifyError(result.error)}`);
  return Object.entries(result.data.networks).map(([name, { endpoints, gateways }]) => ({
    name,
    endpoints: endpoints.map((endpoint, i) => ({ field: `networks.${name}.endpoints[${i}]`, ...endpoint })),
    gateways: gateways.map(({ registryServiceName, registry_service_name, ...rest }, i) => {
      const service = registryServiceName ?? registry_service_name;
      return {
        field: `networks.${name}.gateways[${i}]`,
        ...(service !== undefined && { registryServiceName: service }),
        ...rest,
      };
    }),
  }));
}
