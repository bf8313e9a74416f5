import { z } from 'zod';

/** A protobuf message; only the named fields are read. */
export const message = z.object;

/**
 * Envoy prints field names in snake_case, istioctl in camelCase. Folds all keys, those of free maps too, which harms
 * nothing here: no key with a capital letter is read from them.
 */
export function snakeCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCaseKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [snakeCase(key), snakeCaseKeys(field)]));
}

export function snakeCase(key: string): string {
  return key.replace(/[a-z0-9][A-Z]/g, (pair) => `${pair[0]}_${pair[1]?.toLowerCase()}`);
}

export const text = z.string();
export const texts = z.array(z.string()).default([]);
export const port = z.number().int().min(0).max(65535);

/** google.protobuf.BoolValue: bare in protobuf JSON, an object in structs that Go wrote (Istio 1.0 to 1.2). */
export const bool = z.union([z.boolean(), z.object({ value: z.boolean() }).transform(({ value }) => value)]);

export const address = message({
  socket_address: message({ address: text, port_value: port.default(0) }).optional(),
  pipe: message({ path: text }).optional(),
  envoy_internal_address: message({ server_listener_name: text.optional(), endpoint_id: text.optional() }).optional(),
});
export type Address = z.infer<typeof address>;

/** `ip:port`, the path of a socket, or `envoy://LISTENER/ENDPOINT`; nothing for an address of another kind. */
export function addressText({
  socket_address: socket,
  pipe,
  envoy_internal_address: internal,
}: Address): string | undefined {
  if (socket !== undefined)
    return `${socket.address.includes(':') ? `[${socket.address}]` : socket.address}:${socket.port_value}`;
  if (internal !== undefined) return `envoy://${internal.server_listener_name ?? ''}/${internal.endpoint_id ?? ''}`;
  return pipe?.path;
}

/** An extension's configuration: `typed_config` (v3), which may wrap a struct, or the bare struct `config` (v2). */
export const extension = message({
  name: text.default(''),
  typed_config: z.unknown().optional(),
  config: z.unknown().optional(),
});
export type Extension = z.infer<typeof extension>;

/** Last component of the type URL, and the fields. */
export function configOf({ typed_config: typed, config }: Extension): { type: string; fields: unknown } {
  const { '@type': url = '', type_url: wrapped, value } = typedConfig.parse(typed ?? {});
  if (wrapped !== undefined) return { type: lastComponent(wrapped), fields: value };
  return { type: lastComponent(url), fields: typed ?? config ?? {} };
}

const typedConfig = z.object({ '@type': text.optional(), type_url: text.optional(), value: z.unknown().optional() });

function lastComponent(url: string): string {
  return url.slice(url.lastIndexOf('.') + 1);
}

/** Istio's metadata names the object that a resource was made from: `/apis/…/namespaces/NS/virtual-service/NAME`. */
export const metadata = message({
  filter_metadata: message({ istio: message({ config: z.unknown().optional() }).optional() }).optional(),
}).optional();

export function configSource(found: z.infer<typeof metadata>): { kind: string; name: string } | undefined {
  const match = /\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(String(found?.filter_metadata?.istio?.config));
  const [, namespace, kind, name] = match ?? [];
  return kind === undefined ? undefined : { kind, name: `${namespace}/${name}` };
}
