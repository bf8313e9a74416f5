import type { ObjectKind } from '../../parsers/kubernetes-objects/index.js';
import { derivedOnce } from '../lookup/derive.js';
import type { Artifacts } from './context.js';
import { tableRows } from './tables.js';

/** Names of the definitions, `<plural>.<group>`, that an API server needs in order to store the kind. */
const definitions: Partial<Record<ObjectKind, string>> = {
  VirtualService: 'virtualservices.networking.istio.io',
  DestinationRule: 'destinationrules.networking.istio.io',
  'Gateway.networking.istio.io': 'gateways.networking.istio.io',
  ServiceEntry: 'serviceentries.networking.istio.io',
  Sidecar: 'sidecars.networking.istio.io',
  EnvoyFilter: 'envoyfilters.networking.istio.io',
  PeerAuthentication: 'peerauthentications.security.istio.io',
  AuthorizationPolicy: 'authorizationpolicies.security.istio.io',
  WorkloadEntry: 'workloadentries.networking.istio.io',
  WorkloadGroup: 'workloadgroups.networking.istio.io',
  ProxyConfig: 'proxyconfigs.networking.istio.io',
  RequestAuthentication: 'requestauthentications.security.istio.io',
  Telemetry: 'telemetries.telemetry.istio.io',
  WasmPlugin: 'wasmplugins.extensions.istio.io',
  TrafficExtension: 'trafficextensions.extensions.istio.io',
  RbacConfig: 'rbacconfigs.rbac.istio.io',
  ClusterRbacConfig: 'clusterrbacconfigs.rbac.istio.io',
  ServiceRole: 'serviceroles.rbac.istio.io',
  ServiceRoleBinding: 'servicerolebindings.rbac.istio.io',
  GatewayClass: 'gatewayclasses.gateway.networking.k8s.io',
  ReferenceGrant: 'referencegrants.gateway.networking.k8s.io',
  BackendTLSPolicy: 'backendtlspolicies.gateway.networking.k8s.io',
  Policy: 'policies.authentication.istio.io',
  MeshPolicy: 'meshpolicies.authentication.istio.io',
  'Gateway.gateway.networking.k8s.io': 'gateways.gateway.networking.k8s.io',
  HTTPRoute: 'httproutes.gateway.networking.k8s.io',
  GRPCRoute: 'grpcroutes.gateway.networking.k8s.io',
  TCPRoute: 'tcproutes.gateway.networking.k8s.io',
  TLSRoute: 'tlsroutes.gateway.networking.k8s.io',
};

/** True when the cluster is known not to have this custom resource, so that there can be no object of it. */
export function hasNoDefinition(artifacts: Artifacts, kind: ObjectKind): boolean {
  const name = definitions[kind];
  const defined = definedNames(artifacts);
  if (defined === undefined) return false;
  if (kind === '*.config.istio.io') return ![...defined].some((known) => known.endsWith('.config.istio.io'));
  return name !== undefined && !defined.has(name);
}

/** Nothing where no entry lists every definition of the cluster. */
const definedNames = derivedOnce((artifacts: Artifacts): ReadonlySet<string> | undefined => {
  if (!artifacts.lists('CustomResourceDefinition')) return undefined;
  const rows = tableRows(artifacts, 'customResourceDefinitions');
  return rows && new Set(rows.map(({ name }) => name));
});
