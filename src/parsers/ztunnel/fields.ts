import { z } from 'zod';
import { camelCaseFields } from '../support/camel-fields.js';
import type { ZtunnelGateway, ZtunnelLoadBalancer, ZtunnelPort } from './artifact.js';

/** A text that may be missing; anything else is as good as missing. */
export const text = z.string().optional().catch(undefined);
export const texts = z.array(z.string()).default([]).catch([]);
export const flag = z.boolean().optional().catch(undefined);
export const port = z.number().int().min(0).max(65535);
const optionalPort = port.optional().catch(undefined);

/** An object whose fields are spelled in either case. */
export function fields<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.preprocess(camelCaseFields, z.object(shape));
}

/** Istio 1.18 calls the port just that. */
export const gateway = fields({ destination: z.string(), hboneMtlsPort: optionalPort, port: optionalPort })
  .transform(({ destination, hboneMtlsPort = undefined, port = undefined }): ZtunnelGateway => {
    const found = hboneMtlsPort ?? port;
    return { destination, ...(found !== undefined && { port: found }) };
  })
  .optional()
  .catch(undefined);

/** `{"80": 8080}`. */
export const ports = z
  .record(z.string(), port)
  .transform((map) =>
    Object.entries(map).flatMap(([service, target]): ZtunnelPort[] =>
      /^\d{1,5}$/.test(service) ? [{ service: Number(service), target }] : [],
    ),
  )
  .optional()
  .catch(undefined);

export const loadBalancer = fields({ mode: z.string(), routingPreferences: texts, healthPolicy: text })
  .transform(
    ({ mode, routingPreferences, healthPolicy = undefined }): ZtunnelLoadBalancer => ({
      mode,
      routingPreferences,
      ...(healthPolicy !== undefined && { healthPolicy }),
    }),
  )
  .optional()
  .catch(undefined);

/** `NETWORK/ADDRESS`, or an object of the two. */
export function networkAddress(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { data } = addressParts.safeParse(value);
  const address = data?.address ?? data?.cidr;
  if (data === undefined || address === undefined) return undefined;
  return data.network === undefined ? address : `${data.network}/${address}`;
}

const addressParts = fields({ network: text, address: text, cidr: text });
