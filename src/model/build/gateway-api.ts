import type {
  BackendTlsPolicy,
  Facet,
  GatewayClass,
  KubernetesGateway,
  KubernetesRoute,
  ReferenceGrant,
} from '../facets.js';
import type { BuildContext } from './context.js';
import { configObject, listedOrAbsent, objectsOf } from './objects.js';

export function buildKubernetesGateways({ artifacts }: BuildContext): Facet<readonly KubernetesGateway[]> {
  const found = objectsOf(artifacts, 'Gateway.gateway.networking.k8s.io').map(configObject);
  return listedOrAbsent(artifacts, found, 'Gateways of the Gateway API', 'Gateway.gateway.networking.k8s.io');
}

export function buildKubernetesRoutes({ artifacts }: BuildContext): Facet<readonly KubernetesRoute[]> {
  const kinds = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'] as const;
  const found = kinds.flatMap((kind) => objectsOf(artifacts, kind).map(configObject));
  return listedOrAbsent(artifacts, found, 'routes of the Gateway API', 'HTTPRoute');
}

export function buildGatewayClasses({ artifacts }: BuildContext): Facet<readonly GatewayClass[]> {
  const found = objectsOf(artifacts, 'GatewayClass').map(configObject);
  return listedOrAbsent(artifacts, found, 'GatewayClasses', 'GatewayClass');
}

export function buildReferenceGrants({ artifacts }: BuildContext): Facet<readonly ReferenceGrant[]> {
  const found = objectsOf(artifacts, 'ReferenceGrant').map(configObject);
  return listedOrAbsent(artifacts, found, 'ReferenceGrants', 'ReferenceGrant');
}

export function buildBackendTlsPolicies({ artifacts }: BuildContext): Facet<readonly BackendTlsPolicy[]> {
  const found = objectsOf(artifacts, 'BackendTLSPolicy').map(configObject);
  return listedOrAbsent(artifacts, found, 'BackendTLSPolicies', 'BackendTLSPolicy');
}
