import type { PodSpec, ServiceSpec } from '../facets.js';
import { targetPortIn } from './target-port.js';

/** Label of a Service whose ports istiod does not translate (Istio 1.11 and later). */
const untranslated = 'experimental.istio.io/disable-gateway-port-translation';

/**
 * The port that a gateway pod listens on for a server of a Gateway: the target port of the service port with the
 * server's number, else the number itself (istiod's resolvePorts). Absent when the target port has no number.
 */
export function listenPortOf(server: number, pod: PodSpec, services: readonly ServiceSpec[]): number | undefined {
  const ports = services
    .filter(({ labels }) => !labels.has(untranslated))
    .flatMap((service) => service.ports.filter(({ port, protocol }) => port === server && protocol === 'TCP'));
  return ports[0] === undefined ? server : targetPortIn(pod, ports[0]);
}
