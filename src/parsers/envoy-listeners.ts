import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';

/** The sockets that Envoy opened: those of listeners that bind to their port. */
export interface EnvoyListeners {
  listeners: { name?: string; address: string }[];
}

const addresses = z.array(z.string());
const socket = z.object({ address: z.string(), port_value: z.number().int().min(0).max(65535).default(0) });
const status = z.object({
  name: z.string().optional(),
  local_address: z.object({ socket_address: socket.optional() }).optional(),
});
const statuses = z.object({ listener_statuses: z.array(status).default([]) });

/** The admin page /listeners: a JSON array of addresses up to Istio 1.2, `name::address` lines since, or `?format=json`. */
export const envoyListeners = defineTextParser<'envoy-listeners', EnvoyListeners>({
  kind: 'envoy-listeners',
  parse(text) {
    const start = text.trimStart()[0];
    if (start === '[') return { artifact: { listeners: read(addresses, text).map((address) => ({ address })) } };
    if (start === '{') return { artifact: { listeners: read(statuses, text).listener_statuses.flatMap(fromStatus) } };
    const listeners = text.split('\n').flatMap(fromLine);
    if (listeners.length === 0) throw new Unusable('no listeners page of Envoy');
    return { artifact: { listeners } };
  },
});

function read<S>(schema: z.ZodType<S>, text: string): S {
  const result = schema.safeParse(parseJson(text));
  if (!result.success) throw new Unusable('no listeners page of Envoy');
  return result.data;
}

function fromStatus({ name, local_address }: z.output<typeof status>): EnvoyListeners['listeners'] {
  const socket = local_address?.socket_address;
  if (socket === undefined) return [];
  return [{ ...(name !== undefined && { name }), address: `${socket.address}:${socket.port_value}` }];
}

function fromLine(line: string): EnvoyListeners['listeners'] {
  const at = line.indexOf('::');
  return at <= 0 ? [] : [{ name: line.slice(0, at), address: line.slice(at + 2).trim() }];
}
