import type { Pod, Route, RouteTable, Service } from '../facets.js';
import { isRunning } from './control-plane.js';
import { derivedOnce } from './derive.js';
import { type AddressIndex, indexAddresses, routeTo } from './routes.js';

/** A route that refuses packets, with the addresses of the cluster for which no longer prefix leads elsewhere. */
export interface Blackhole {
  route: Route;
  pods: readonly Pod[];
  services: readonly Service[];
}

/** Types of routes that answer with an error, or with nothing. */
const refusing = ['blackhole', 'unreachable', 'prohibit'];

const podIndex = derivedOnce((pods: readonly Pod[]) =>
  indexAddresses(pods.filter(isRunning), ({ ip }) => (ip === undefined ? [] : [ip])),
);
const serviceIndex = derivedOnce((services: readonly Service[]) =>
  indexAddresses(services, ({ clusterIPs }) => clusterIPs),
);

/**
 * Network plugins that route (Calico, kube-router) refuse a node's own range as a whole and have a longer route for each
 * pod in it, so that only what nothing else covers counts.
 */
export function blackholes(
  table: RouteTable,
  pods: readonly Pod[],
  services: readonly Service[],
): readonly Blackhole[] {
  return table.routes
    .filter((route) => refusing.includes(route.type))
    .map((route) => ({
      route,
      pods: caught(table, route, podIndex(pods)),
      services: caught(table, route, serviceIndex(services)),
    }))
    .filter((found) => found.pods.length > 0 || found.services.length > 0);
}

function caught<T>(table: RouteTable, route: Route, index: AddressIndex<T>): readonly T[] {
  const everything = route.family === 'ipv4' ? '0.0.0.0/0' : '::/0';
  return index
    .within(route.destination === 'default' ? everything : route.destination)
    .filter(({ address }) => routeTo(table, address) === route)
    .map(({ item }) => item);
}

/** `3 pods (10.244.2.9 of shop/cart-6f5b …) and 1 service (10.96.12.34 of shop/cart)` */
export function describeVictims({ pods, services }: Omit<Blackhole, 'route'>): string {
  const [pod] = pods;
  const [service] = services;
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return [
    ...(pod === undefined
      ? []
      : [`${count(pods.length, 'pod')} (${pod.ip} of ${pod.namespace}/${pod.name}${pods.length > 1 ? ' …' : ''})`]),
    ...(service === undefined
      ? []
      : [
          `${count(services.length, 'service')} (${service.clusterIPs[0]} of ${service.namespace}/${service.name}${services.length > 1 ? ' …' : ''})`,
        ]),
  ].join(' and ');
}
