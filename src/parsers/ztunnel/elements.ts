import { z } from 'zod';
import type {
  ZtunnelCertificate,
  ZtunnelCertificateData,
  ZtunnelConnection,
  ZtunnelEndpoint,
  ZtunnelPolicy,
  ZtunnelService,
  ZtunnelWorkload,
} from './artifact.js';
import { fields, flag, gateway, loadBalancer, networkAddress, port, ports, text, texts } from './fields.js';
import { rulesOf } from './policy-rules.js';

const locality = fields({ region: text, zone: text, subzone: text }).optional().catch(undefined);
const tunnel = fields({ port: port.nullish().catch(undefined) })
  .optional()
  .catch(undefined);

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
  waypoint: gateway,
  waypointAddresses: texts,
  network: text,
  networkGateway: gateway,
  networkMode: text,
  hostname: text,
  clusterId: text,
  locality,
  authorizationPolicies: z.array(z.string()).optional().catch(undefined),
  nativeTunnel: flag,
  applicationTunnel: tunnel,
  capacity: z.number().int().min(0).optional().catch(undefined),
});

export function workloadOf(value: unknown): Omit<ZtunnelWorkload, 'pointer'> | undefined {
  const { data } = workload.safeParse(value);
  if (data === undefined) return undefined;
  const { workloadIp, workloadIps, waypoint, waypointAddresses, nativeTunnel, networkMode, ...rest } = data;
  const { applicationTunnel, capacity, hostname, network, locality: place, ...known } = rest;
  return {
    ...withoutUndefined(known),
    addresses: workloadIp === undefined ? workloadIps : [workloadIp],
    ...waypointOf(waypoint ?? firstOf(waypointAddresses)),
    ...(network && { network }),
    ...(hostname && { hostname }),
    ...(place && Object.values(place).some(Boolean) && { locality: withoutUndefined(place) }),
    ...(nativeTunnel && { hasNativeTunnel: true }),
    ...(networkMode === 'HostNetwork' && { isHostNetwork: true }),
    ...(applicationTunnel && { applicationTunnel: applicationTunnel.port ? { port: applicationTunnel.port } : {} }),
    ...(capacity !== undefined && capacity !== 1 && { capacity }),
  };
}

/** Istio 1.18 lists the addresses of waypoints instead. */
function firstOf(addresses: readonly string[]): { destination: string; port?: number } | undefined {
  return addresses[0] === undefined ? undefined : { destination: addresses[0] };
}

function waypointOf(found: { destination: string; port?: number } | undefined) {
  if (found === undefined) return {};
  return { waypoint: found.destination, ...(found.port !== undefined && { waypointPort: found.port }) };
}

const endpoint = fields({ workloadUid: z.string(), status: text, port: ports });
const weightedWaypoint = fields({ destination: gateway, weight: z.number().min(0) });
const list = z.array(z.unknown()).default([]).catch([]);
const service = fields({
  namespace: z.string(),
  name: z.string().min(1),
  hostname: text,
  vips: z.array(z.unknown()).default([]),
  cidrVips: list,
  ports,
  waypoint: gateway,
  weightedWaypoints: list,
  endpoints: z
    .union([z.record(z.string(), z.unknown()), z.array(z.unknown())])
    .default({})
    .catch({}),
  loadBalancer,
  subjectAltNames: texts,
  ipFamilies: text,
  canonical: flag,
  visibility: text,
});

export function serviceOf(value: unknown): Omit<ZtunnelService, 'pointer'> | undefined {
  const { data } = service.safeParse(value);
  if (data === undefined) return undefined;
  const endpoints = Object.values(data.endpoints).flatMap(endpointOf);
  const vips = data.vips.flatMap((vip) => networkAddress(vip) ?? []);
  const cidrVips = data.cidrVips.flatMap((vip) => networkAddress(vip) ?? []);
  const weightedWaypoints = data.weightedWaypoints.flatMap(weightedWaypointOf);
  return {
    ...withoutUndefined({
      namespace: data.namespace,
      name: data.name,
      hostname: data.hostname,
      ports: data.ports,
      loadBalancer: data.loadBalancer,
      ipFamilies: data.ipFamilies,
    }),
    ...waypointOf(data.waypoint),
    addresses: vips.map((vip) => vip.slice(vip.indexOf('/') + 1)),
    ...(vips.length > 0 && { vips }),
    ...(cidrVips.length > 0 && { cidrVips }),
    ...(weightedWaypoints.length > 0 && { weightedWaypoints }),
    ...(data.subjectAltNames.length > 0 && { subjectAltNames: data.subjectAltNames }),
    ...(data.canonical && { isCanonical: true }),
    ...(data.visibility === 'Namespace' && { isNamespacePrivate: true }),
    endpoints,
    endpointCount: { healthy: endpoints.filter(({ isHealthy }) => isHealthy).length, total: endpoints.length },
  };
}

function endpointOf(value: unknown): ZtunnelEndpoint[] {
  const { data } = endpoint.safeParse(value);
  if (data === undefined) return [];
  const { workloadUid, status, port: mapping } = data;
  return [
    {
      workload: workloadUid,
      // Unhealthy endpoints are listed since Istio 1.24, with a status on all of them.
      isHealthy: status !== 'Unhealthy',
      ...(status !== undefined && { status }),
      ...(mapping !== undefined && mapping.length > 0 && { ports: mapping }),
    },
  ];
}

function weightedWaypointOf(value: unknown) {
  const { data } = weightedWaypoint.safeParse(value);
  return data?.destination === undefined ? [] : [{ ...data.destination, weight: data.weight }];
}

const policy = fields({
  namespace: z.string(),
  name: z.string().min(1),
  action: z.string(),
  scope: z.string(),
  rules: z.unknown().optional(),
  // Istio 1.18.
  groups: z.unknown().optional(),
  dryRun: flag,
});

export function policyOf(value: unknown): Omit<ZtunnelPolicy, 'pointer'> | undefined {
  const { data } = policy.safeParse(value);
  if (data === undefined) return undefined;
  const { rules, groups, dryRun, ...known } = data;
  const found = rulesOf(rules ?? groups);
  return { ...known, ...(found !== undefined && { rules: found }), ...(dryRun && { isDryRun: true }) };
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
