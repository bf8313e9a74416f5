import { customResourceDefinition, namespace, node } from './cluster.js';
import { configMap } from './config-map.js';
import { event } from './event.js';
import { grpcRoute, httpRoute, kubernetesGateway, tcpRoute, tlsRoute } from './gateway-api.js';
import {
  destinationRule,
  envoyFilter,
  istioGateway,
  serviceEntry,
  sidecar,
  virtualService,
} from './istio-networking.js';
import { authenticationPolicy, authorizationPolicy, meshPolicy, peerAuthentication } from './istio-security.js';
import type { KindReader } from './kind.js';
import { networkPolicy } from './network-policy.js';
import { istio, istioRevision, serviceMeshControlPlane, serviceMeshMemberRoll } from './operator.js';
import { pod } from './pod.js';
import { endpointSlice, endpoints, service } from './service.js';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook.js';
import { daemonSet, deployment, job, replicaSet, statefulSet } from './workload.js';

/** Every API kind that is read; objects of other kinds are counted. */
const kinds = [
  authenticationPolicy,
  authorizationPolicy,
  configMap,
  customResourceDefinition,
  daemonSet,
  deployment,
  destinationRule,
  endpointSlice,
  endpoints,
  envoyFilter,
  event,
  grpcRoute,
  httpRoute,
  istio,
  istioGateway,
  istioRevision,
  job,
  kubernetesGateway,
  meshPolicy,
  mutatingWebhookConfiguration,
  namespace,
  networkPolicy,
  node,
  peerAuthentication,
  pod,
  replicaSet,
  service,
  serviceEntry,
  serviceMeshControlPlane,
  serviceMeshMemberRoll,
  sidecar,
  statefulSet,
  tcpRoute,
  tlsRoute,
  validatingWebhookConfiguration,
  virtualService,
] as const;

type Kinds = (typeof kinds)[number];

/** What is kept of each kind, by the kind's name. */
export type Distilled = { [R in Kinds as R['kind']]: R extends KindReader<string, infer S> ? S : never };
export type ObjectKind = keyof Distilled;

const byObjectKind = new Map<string, KindReader<ObjectKind>[]>();
for (const reader of kinds) {
  byObjectKind.set(reader.objectKind, [...(byObjectKind.get(reader.objectKind) ?? []), reader]);
}

/** The reader for an object, or none when objects like it are not read. An unknown group fits any. */
export function readerFor(objectKind: string, group: string | undefined): KindReader<ObjectKind> | undefined {
  const readers = byObjectKind.get(objectKind);
  return readers?.find((reader) => group === undefined || reader.groups.includes(group));
}

/** `networking.istio.io/v1alpha3` is of group networking.istio.io, `v1` of the core group ''. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
