import { citeField } from '../../../core/evidence.js';
import type { Facets } from '../../facets.js';
import { listenPortOf } from '../gateway-listen-port.js';
import { servicesSelecting } from '../services-selecting.js';
import { type Behind, type Cited, citing, nameOf, serviceName } from './behind.js';
import { gatewaysOf } from './gateway-host.js';
import type { ReportingProxy } from './proxy.js';
import type { Refusal } from './refusal.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<Pick<Facets, 'istioGateways' | 'services' | 'serviceSpecs' | 'serviceEntries' | 'sidecars'>>;

/** `0.0.0.0_443`, `10.96.1.7_9080`, `'0.0.0.0:15090'`. */
const listenerName = /\b(?:(\d{1,3}(?:\.\d{1,3}){3})|\[?::\]?)[_:](\d{2,5})\b/;
/** A port that so many have is one that everybody uses, and tells nothing. */
const mostClaims = 5;
const aboutPort = /duplicate address|cannot bind|matching rules/;

/** A listener that clashes with another one on its port: what asks for the port. */
export function behindListenerPort(refused: Refusal, known: Known): Behind | undefined {
  const place = aboutPort.test(refused.text) ? placeIn(refused) : undefined;
  if (place === undefined) return undefined;
  const { address, port } = place;
  const servers = serversOn(port, refused.proxies, known);
  if (servers.length > 0) return citing(servers, (names) => `Port ${port} is that of a server of ${names}.`);
  if (refused.proxies.some(({ isGateway }) => isGateway)) return undefined;
  const claims = claimsOf(port, refused.text.includes('matching rules') ? address : undefined, known);
  return claims.length > mostClaims ? undefined : citing(claims, (names) => `Port ${port} is asked for by ${names}.`);
}

/** A listener of a gateway that was refused for another reason: the Gateways that it is made of. */
export function behindListener(refused: Refusal, known: Known): Behind | undefined {
  const place = placeIn(refused);
  if (place === undefined) return undefined;
  const servers = serversOn(place.port, refused.proxies, known);
  return citing(servers, (names) => `The listener on port ${place.port} is made of ${names}.`);
}

function placeIn({ resource, text }: Refusal): { address?: string; port: number } | undefined {
  const [, address, port] = listenerName.exec(resource ?? '') ?? listenerName.exec(text) ?? [];
  return port === undefined ? undefined : { port: Number(port), ...(address !== undefined && { address }) };
}

/** Servers of the Gateways that the proxies take which these listen for on the port. */
function serversOn(
  port: number,
  proxies: readonly ReportingProxy[],
  { istioGateways = [], serviceSpecs = [] }: Known,
): readonly Cited[] {
  const [proxy] = proxies.filter(({ spec, isGateway }) => spec !== undefined && isGateway);
  const pod = proxy?.spec;
  if (proxy === undefined || pod === undefined) return [];
  const services = servicesSelecting(serviceSpecs, pod);
  return gatewaysOf(proxy, istioGateways).flatMap((gateway) =>
    gateway.spec.servers
      .filter((server) => listenPortOf(server.port, pod, services) === port)
      .map((server) => ({
        object: nameOf(gateway),
        evidence: citeField(gateway.source, `${server.field}.port`, server.port),
      })),
  );
}

/** What makes listeners of sidecars; with an address of one's own only what has that address. */
function claimsOf(port: number, address: string | undefined, known: Known): readonly Cited[] {
  const { services = [], serviceEntries = [], sidecars = [] } = known;
  const own = address === '0.0.0.0' ? undefined : address;
  return [
    ...services
      .filter((one) => one.ports.some((declared) => declared.port === port) && (!own || one.clusterIPs.includes(own)))
      .map((one) => ({ object: serviceName(one), evidence: citeField(one.source, 'spec.ports', port) })),
    ...serviceEntries
      .filter(({ spec }) => spec.ports.some(({ number }) => number === port) && (!own || spec.addresses.includes(own)))
      .map((one) => ({ object: nameOf(one), evidence: citeField(one.source, 'spec.ports', port) })),
    ...sidecars.flatMap((one) =>
      [...(one.spec.egress ?? []), ...(one.spec.ingress ?? [])]
        .filter((listener) => listener.port === port)
        .map(({ field }) => ({ object: nameOf(one), evidence: citeField(one.source, `${field}.port`, port) })),
    ),
  ];
}
