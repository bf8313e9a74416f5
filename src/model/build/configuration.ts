import type {
  AuthenticationPolicy,
  AuthorizationPolicy,
  DestinationRule,
  EnvoyFilter,
  Facet,
  IstioGateway,
  PeerAuthentication,
  ProxyConfigObject,
  ServiceEntry,
  Sidecar,
  VirtualService,
  WorkloadEntry,
  WorkloadGroup,
} from '../facets.js';
import type { BuildContext } from './context.js';
import { configObject, listedOrAbsent, objectsOf } from './objects.js';

export function buildVirtualServices({ artifacts }: BuildContext): Facet<readonly VirtualService[]> {
  const found = objectsOf(artifacts, 'VirtualService').map(configObject);
  return listedOrAbsent(artifacts, found, 'VirtualServices', 'VirtualService');
}

export function buildDestinationRules({ artifacts }: BuildContext): Facet<readonly DestinationRule[]> {
  const found = objectsOf(artifacts, 'DestinationRule').map(configObject);
  return listedOrAbsent(artifacts, found, 'DestinationRules', 'DestinationRule');
}

export function buildIstioGateways({ artifacts }: BuildContext): Facet<readonly IstioGateway[]> {
  const found = objectsOf(artifacts, 'Gateway.networking.istio.io').map(configObject);
  return listedOrAbsent(artifacts, found, 'Istio Gateways', 'Gateway.networking.istio.io');
}

export function buildServiceEntries({ artifacts }: BuildContext): Facet<readonly ServiceEntry[]> {
  const found = objectsOf(artifacts, 'ServiceEntry').map(configObject);
  return listedOrAbsent(artifacts, found, 'ServiceEntries', 'ServiceEntry');
}

export function buildSidecars({ artifacts }: BuildContext): Facet<readonly Sidecar[]> {
  const found = objectsOf(artifacts, 'Sidecar').map(configObject);
  return listedOrAbsent(artifacts, found, 'Sidecar resources', 'Sidecar');
}

export function buildPeerAuthentications({ artifacts }: BuildContext): Facet<readonly PeerAuthentication[]> {
  const found = objectsOf(artifacts, 'PeerAuthentication').map(configObject);
  return listedOrAbsent(artifacts, found, 'PeerAuthentications', 'PeerAuthentication');
}

/** Policy and MeshPolicy of Istio 1.0 to 1.5. */
export function buildAuthenticationPolicies({ artifacts }: BuildContext): Facet<readonly AuthenticationPolicy[]> {
  const found = [...objectsOf(artifacts, 'Policy'), ...objectsOf(artifacts, 'MeshPolicy')].map(configObject);
  return listedOrAbsent(artifacts, found, 'authentication policies', 'Policy', 'MeshPolicy');
}

export function buildAuthorizationPolicies({ artifacts }: BuildContext): Facet<readonly AuthorizationPolicy[]> {
  const found = objectsOf(artifacts, 'AuthorizationPolicy').map(configObject);
  return listedOrAbsent(artifacts, found, 'AuthorizationPolicies', 'AuthorizationPolicy');
}

export function buildEnvoyFilters({ artifacts }: BuildContext): Facet<readonly EnvoyFilter[]> {
  const found = objectsOf(artifacts, 'EnvoyFilter').map(configObject);
  return listedOrAbsent(artifacts, found, 'EnvoyFilters', 'EnvoyFilter');
}

export function buildWorkloadEntries({ artifacts }: BuildContext): Facet<readonly WorkloadEntry[]> {
  const found = objectsOf(artifacts, 'WorkloadEntry').map(configObject);
  return listedOrAbsent(artifacts, found, 'WorkloadEntries', 'WorkloadEntry');
}

export function buildWorkloadGroups({ artifacts }: BuildContext): Facet<readonly WorkloadGroup[]> {
  const found = objectsOf(artifacts, 'WorkloadGroup').map(configObject);
  return listedOrAbsent(artifacts, found, 'WorkloadGroups', 'WorkloadGroup');
}

export function buildProxyConfigObjects({ artifacts }: BuildContext): Facet<readonly ProxyConfigObject[]> {
  const found = objectsOf(artifacts, 'ProxyConfig').map(configObject);
  return listedOrAbsent(artifacts, found, 'ProxyConfig resources', 'ProxyConfig');
}
