import type {
  Facet,
  MixerObject,
  ProxyExtension,
  RbacConfig,
  RequestAuthentication,
  ServiceRole,
  ServiceRoleBinding,
  Telemetry,
} from '../facets.js';
import type { BuildContext } from './context.js';
import { configObject, listedOrAbsent, objectsOf } from './objects.js';

export function buildRequestAuthentications({ artifacts }: BuildContext): Facet<readonly RequestAuthentication[]> {
  const found = objectsOf(artifacts, 'RequestAuthentication').map(configObject);
  return listedOrAbsent(artifacts, found, 'RequestAuthentications', 'RequestAuthentication');
}

export function buildTelemetries({ artifacts }: BuildContext): Facet<readonly Telemetry[]> {
  const found = objectsOf(artifacts, 'Telemetry').map(configObject);
  return listedOrAbsent(artifacts, found, 'Telemetry resources', 'Telemetry');
}

/** TrafficExtension is younger than most meshes: where it is not known, there is none. */
export function buildProxyExtensions({ artifacts }: BuildContext): Facet<readonly ProxyExtension[]> {
  const found = [...objectsOf(artifacts, 'WasmPlugin'), ...objectsOf(artifacts, 'TrafficExtension')].map(configObject);
  return listedOrAbsent(artifacts, found, 'WasmPlugins', 'WasmPlugin');
}

/** RbacConfig of Istio 1.0, and ClusterRbacConfig, which replaced it in 1.1. */
export function buildRbacConfigs({ artifacts }: BuildContext): Facet<readonly RbacConfig[]> {
  const found = [...objectsOf(artifacts, 'ClusterRbacConfig'), ...objectsOf(artifacts, 'RbacConfig')].map(configObject);
  return listedOrAbsent(artifacts, found, 'RBAC settings', 'ClusterRbacConfig', 'RbacConfig');
}

export function buildServiceRoles({ artifacts }: BuildContext): Facet<readonly ServiceRole[]> {
  const found = objectsOf(artifacts, 'ServiceRole').map(configObject);
  return listedOrAbsent(artifacts, found, 'ServiceRoles', 'ServiceRole');
}

export function buildServiceRoleBindings({ artifacts }: BuildContext): Facet<readonly ServiceRoleBinding[]> {
  const found = objectsOf(artifacts, 'ServiceRoleBinding').map(configObject);
  return listedOrAbsent(artifacts, found, 'ServiceRoleBindings', 'ServiceRoleBinding');
}

/** Objects of one reader, which says of each what kind it is. */
export function buildMixerObjects({ artifacts }: BuildContext): Facet<readonly MixerObject[]> {
  const found = objectsOf(artifacts, '*.config.istio.io').map((object) => ({
    ...configObject(object),
    kind: object.spec.kind,
    spec: {},
  }));
  return listedOrAbsent(artifacts, found, 'Mixer resources', '*.config.istio.io');
}
