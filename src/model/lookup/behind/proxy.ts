import type { ContainerLog, Labels, MeshConfig, MeshFacts, PodRef, PodSpec, ProxyConfig } from '../../facets.js';
import { derivedOnce } from '../derive.js';
import { isGatewayProxy } from '../gateway-pods.js';
import { specOf } from '../pods.js';

/** A proxy that wrote a line or refused an update, as far as the bundle has it. */
export interface ReportingProxy {
  pod: PodRef;
  spec?: PodSpec;
  dump?: ProxyConfig;
  /** Of the pod; absent where its object is not in the bundle. */
  labels?: Labels;
  /** Absent: nothing tells. */
  isGateway?: boolean;
}

interface Known {
  podSpecs?: readonly PodSpec[];
  proxyConfigs?: readonly ProxyConfig[];
  mesh: MeshFacts;
  meshConfig?: MeshConfig;
}

const dumps = derivedOnce(
  (configs: readonly ProxyConfig[]) =>
    new Map(configs.map((config) => [`${config.pod.namespace}/${config.pod.name}`, config])),
);

export function reportingProxy(pod: PodRef, { podSpecs, proxyConfigs }: Known): ReportingProxy {
  const spec = specOf(podSpecs, pod);
  const dump = proxyConfigs && dumps(proxyConfigs).get(`${pod.namespace}/${pod.name}`);
  const isGateway = gatewayBy(dump, spec);
  return {
    pod,
    ...(spec !== undefined && { spec, labels: spec.labels }),
    ...(dump !== undefined && { dump }),
    ...(isGateway !== undefined && { isGateway }),
  };
}

export function proxyOfLog({ pod }: ContainerLog, known: Known): ReportingProxy | undefined {
  return pod === undefined ? undefined : reportingProxy(pod, known);
}

function gatewayBy(dump: ProxyConfig | undefined, spec: PodSpec | undefined): boolean | undefined {
  if (dump?.type !== undefined) return dump.type === 'router' || dump.type === 'ingress';
  return spec && isGatewayProxy(spec);
}

/** Decides traffic for services or namespaces instead of a pod of its own. */
export function isWaypoint({ dump, labels }: ReportingProxy): boolean {
  return dump?.type === 'waypoint' || labels?.get('gateway.istio.io/managed') === 'istio.io-mesh-controller';
}
