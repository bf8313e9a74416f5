import { z } from 'zod';
import { camelCaseFields } from '../support/camel-fields.js';
import type {
  ZtunnelCertificate,
  ZtunnelCertificateData,
  ZtunnelConnection,
  ZtunnelPolicy,
  ZtunnelService,
  ZtunnelWorkload,
} from './artifact.js';

/** A text that may be missing; anything else is as good as missing. */
export const text = z.string().optional().catch(undefined);
const texts = z.array(z.string()).default([]).catch([]);
/** Istio 1.20 and later; the destination is a host or an address. */
const waypoint = z
  .object({ destination: z.string() })
  .transform(({ destination }) => destination)
  .optional()
  .catch(undefined);

/** An object whose fields are spelled in either case. */
export function fields<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.preprocess(camelCaseFields, z.object(shape));
}

const workload = fields({
  uid: text,
  namespace: z.string(),
  name: z.string().min(1),
  serviceAccount: text,
  trustDomain: text,
  workloadIp: text,
  workloadIps: texts,
  node: text,
  protocol: text,
  status: text,
  waypoint,
  waypointAddresses: texts,
});

export function workloadOf(value: unknown): Omit<ZtunnelWorkload, 'pointer'> | undefined {
  const { data } = workload.safeParse(value);
  if (data === undefined) return undefined;
  const { workloadIp, workloadIps, waypoint: destination, waypointAddresses, ...known } = data;
  const via = destination ?? waypointAddresses[0];
  return {
    ...withoutUndefined(known),
    addresses: workloadIp === undefined ? workloadIps : [workloadIp],
    ...(via !== undefined && { waypoint: via }),
  };
}

const endpoint = fields({ workloadUid: z.string(), status: text });
const service = fields({
  namespace: z.string(),
  name: z.string().min(1),
  hostname: text,
  vips: z.array(z.unknown()).default([]),
  waypoint,
  endpoints: z.record(z.string(), z.unknown()).default({}).catch({}),
});

export function serviceOf(value: unknown): Omit<ZtunnelService, 'pointer'> | undefined {
  const { data } = service.safeParse(value);
  if (data === undefined) return undefined;
  const endpoints = Object.values(data.endpoints).flatMap((found) => {
    const known = endpoint.safeParse(found).data;
    // Unhealthy endpoints are listed since Istio 1.24, with a status on all of them.
    return known === undefined ? [] : [{ workload: known.workloadUid, isHealthy: known.status !== 'Unhealthy' }];
  });
  return {
    ...withoutUndefined({
      namespace: data.namespace,
      name: data.name,
      hostname: data.hostname,
      waypoint: data.waypoint,
    }),
    addresses: data.vips.flatMap((vip) => addressOf(vip) ?? []),
    endpoints,
    endpointCount: { healthy: endpoints.filter(({ isHealthy }) => isHealthy).length, total: endpoints.length },
  };
}

/** `NETWORK/ADDRESS`, or an object of the two. */
function addressOf(vip: unknown): string | undefined {
  if (typeof vip === 'string') return vip.slice(vip.indexOf('/') + 1);
  return z.object({ address: z.string() }).safeParse(vip).data?.address;
}

const policy = fields({ namespace: z.string(), name: z.string().min(1), action: z.string(), scope: z.string() });

export function policyOf(value: unknown): Omit<ZtunnelPolicy, 'pointer'> | undefined {
  return policy.safeParse(value).data;
}

const certificate = fields({ serialNumber: z.string(), validFrom: z.string(), expirationTime: z.string() });
const certificates = z.array(z.unknown()).optional().catch(undefined);
const holder = fields({
  identity: z.string().min(1),
  state: z.string(),
  caCert: certificates,
  certChain: certificates,
  rootCerts: certificates,
});

/** ztunnel to 1.21 names the leaf `ca_cert`, and `cert_chain` what is above it. */
export function certificateOf(value: unknown): Omit<ZtunnelCertificate, 'pointer'> | undefined {
  const { data } = holder.safeParse(value);
  if (data === undefined) return undefined;
  const [, state = data.state, reason] = /^(\w+): (.*)$/s.exec(data.state) ?? [];
  return {
    identity: data.identity,
    state,
    ...(reason !== undefined && { reason }),
    chain: [...(data.caCert ?? []), ...(data.certChain ?? [])].flatMap(dataOf),
    ...(data.rootCerts !== undefined && { roots: data.rootCerts.flatMap(dataOf) }),
  };
}

function dataOf(value: unknown): ZtunnelCertificateData[] {
  const { data } = certificate.safeParse(value);
  if (data === undefined) return [];
  const { serialNumber, validFrom, expirationTime } = data;
  return [{ serial: hexadecimal(serialNumber), notBefore: validFrom, notAfter: expirationTime }];
}

/** Dumps print serial numbers in decimal, every other tool in hexadecimal. */
function hexadecimal(serial: string): string {
  return /^\d{1,60}$/.test(serial) ? BigInt(serial).toString(16) : serial.toLowerCase();
}

const connection = fields({ src: text, actualDst: text, protocol: z.string() });
const state = fields({
  info: z.object({ name: z.string().min(1), namespace: z.string() }),
  connections: z
    .object({ inbound: z.array(z.unknown()).default([]), outbound: z.array(z.unknown()).default([]) })
    .catch({ inbound: [], outbound: [] }),
});

/** One pod that is captured, with its connections. */
export function capturedOf(
  value: unknown,
): { pod: string; namespace: string; connections: ZtunnelConnection[] } | undefined {
  const { data } = state.safeParse(value);
  if (data === undefined) return undefined;
  const pod = { namespace: data.info.namespace, pod: data.info.name };
  const connections = (['inbound', 'outbound'] as const).flatMap((direction) =>
    data.connections[direction].flatMap((found): ZtunnelConnection[] => {
      const known = connection.safeParse(found).data;
      const remote = direction === 'inbound' ? known?.src : known?.actualDst;
      return known === undefined || remote === undefined
        ? []
        : [{ ...pod, direction, protocol: known.protocol, remote }];
    }),
  );
  return { ...pod, connections };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}
