import { ingress, serviceAccount } from './account.js';
import { customResourceDefinition, namespace, node } from './cluster.js';
import { configMap } from './config-map.js';
import { destinationRule } from './destination-rule.js';
import { envoyFilter, proxyConfigObject } from './envoy-filter.js';
import { event } from './event.js';
import {
  backendTlsPolicy,
  gatewayClass,
  grpcRoute,
  httpRoute,
  kubernetesGateway,
  referenceGrant,
  tcpRoute,
  tlsRoute,
} from './gateway-api.js';
import { istioGateway } from './istio-gateway.js';
import {
  authenticationPolicy,
  clusterRbacConfig,
  meshPolicy,
  mixerObject,
  rbacConfig,
  serviceRole,
  serviceRoleBinding,
} from './istio-legacy.js';
import { authorizationPolicy, peerAuthentication, requestAuthentication } from './istio-security.js';
import type { KindReader } from './kind.js';
import { networkPolicy } from './network-policy.js';
import { istio, istioRevision, serviceMeshControlPlane, serviceMeshMemberRoll } from './operator.js';
import { pod } from './pod.js';
import { secret } from './secret.js';
import { endpointSlice, endpoints, service } from './service.js';
import { serviceEntry, workloadEntry, workloadGroup } from './service-entry.js';
import { sidecar } from './sidecar.js';
import { telemetry, trafficExtension, wasmPlugin } from './telemetry.js';
import { virtualService } from './virtual-service.js';
import { mutatingWebhookConfiguration, validatingWebhookConfiguration } from './webhook.js';
import { cronJob, daemonSet, deployment, job, replicaSet, statefulSet } from './workload.js';

/** Every API kind that is read; objects of other kinds are counted. */
const kinds = [
  authenticationPolicy,
  authorizationPolicy,
  backendTlsPolicy,
  clusterRbacConfig,
  configMap,
  cronJob,
  customResourceDefinition,
  daemonSet,
  deployment,
  destinationRule,
  endpointSlice,
  endpoints,
  envoyFilter,
  event,
  gatewayClass,
  grpcRoute,
  httpRoute,
  ingress,
  istio,
  istioGateway,
  istioRevision,
  job,
  kubernetesGateway,
  meshPolicy,
  mixerObject,
  mutatingWebhookConfiguration,
  namespace,
  networkPolicy,
  node,
  peerAuthentication,
  pod,
  proxyConfigObject,
  rbacConfig,
  referenceGrant,
  replicaSet,
  requestAuthentication,
  secret,
  service,
  serviceAccount,
  serviceEntry,
  serviceMeshControlPlane,
  serviceMeshMemberRoll,
  serviceRole,
  serviceRoleBinding,
  sidecar,
  statefulSet,
  tcpRoute,
  telemetry,
  tlsRoute,
  trafficExtension,
  validatingWebhookConfiguration,
  virtualService,
  wasmPlugin,
  workloadEntry,
  workloadGroup,
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
  if (group === 'config.istio.io') return mixerObject;
  const readers = byObjectKind.get(objectKind);
  return readers?.find((reader) => group === undefined || reader.groups.includes(group));
}

/** `networking.istio.io/v1alpha3` is of group networking.istio.io, `v1` of the core group ''. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
