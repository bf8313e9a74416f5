import type { KubernetesGateway, Labels, Namespace } from '../facets.js';

export const dataplaneMode = 'istio.io/dataplane-mode';
export const useWaypoint = 'istio.io/use-waypoint';
const waypointNamespace = 'istio.io/use-waypoint-namespace';
/** Label of the pods that istiod runs for a Gateway of the Gateway API. */
export const gatewayName = 'gateway.networking.k8s.io/gateway-name';

export interface WaypointUse {
  namespace: string;
  name: string;
  /** The label stands on the namespace rather than on the object itself. */
  isInherited: boolean;
}

/**
 * The waypoint that a service, pod or ServiceEntry is labelled to use: by its own label, `none` and the empty value
 * included, else by that of its namespace (Istio 1.22 and later).
 */
export function waypointOf(own: Labels, namespace: Namespace | undefined): WaypointUse | undefined {
  const isInherited = !own.has(useWaypoint);
  const labels = isInherited ? namespace?.labels : own;
  const name = labels?.get(useWaypoint);
  if (labels === undefined || !name || name === 'none') return undefined;
  return { name, namespace: labels.get(waypointNamespace) ?? namespace?.name ?? '', isInherited };
}

/** Pods of a gateway or waypoint that a Gateway of the Gateway API stands for. */
export function isGatewayPod({ labels }: { labels: Labels }): boolean {
  return labels.has(gatewayName);
}

/** Which of both hands its traffic to a waypoint: services, pods, or either; as the Gateway is labelled (`istio.io/waypoint-for`). */
export function waypointFor({ labels }: KubernetesGateway): string {
  return labels.get('istio.io/waypoint-for') ?? 'service';
}
