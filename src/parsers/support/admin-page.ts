import { z } from 'zod';
import { Damaged } from '../../core/errors.js';
import { parseJsonDocuments } from './json.js';

/**
 * The JSON of an Envoy admin page, with field names in snake_case; lines that the tools print around it are passed over.
 * Nothing when the text holds none. Throws `Unusable` when it is damaged or cut off.
 */
export function jsonOfPage(text: string): unknown {
  const start = text.search(/^(?:\{|\[\s*["{\]])/m);
  if (start < 0) return undefined;
  const { documents } = parseJsonDocuments(text.slice(start));
  if (documents.length === 0) throw new Damaged('JSON is damaged or cut off');
  return snakeCaseKeys(documents[0]);
}

/** Envoy prints field names in snake_case, istioctl in camelCase. */
export function snakeCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCaseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [snakeCase(key), snakeCaseKeys(field)]));
}

function snakeCase(key: string): string {
  return key.replace(/[a-z0-9][A-Z]/g, (pair) => `${pair[0]}_${pair[1]?.toLowerCase()}`);
}

/** An `envoy.config.core.v3.Address`. Protobuf JSON leaves out zero. */
export const envoyAddress = z.object({
  socket_address: z
    .object({ address: z.string(), port_value: z.number().int().min(0).max(65535).default(0) })
    .exactOptional(),
  pipe: z.object({ path: z.string() }).exactOptional(),
  envoy_internal_address: z
    .object({ server_listener_name: z.string().default(''), endpoint_id: z.string().exactOptional() })
    .exactOptional(),
});

/** As the text pages print it: `ip:port`, the path of a socket, or `envoy://LISTENER/ENDPOINT`; nothing for another kind. */
export function addressText(address: z.output<typeof envoyAddress>): string | undefined {
  const { socket_address: socket, pipe, envoy_internal_address: internal } = address;
  if (socket !== undefined)
    return `${socket.address.includes(':') ? `[${socket.address}]` : socket.address}:${socket.port_value}`;
  if (internal === undefined) return pipe?.path;
  return `envoy://${internal.server_listener_name}/${internal.endpoint_id ?? ''}`;
}
