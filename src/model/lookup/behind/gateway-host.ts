import { citeField } from '../../../core/evidence.js';
import type { Facets, GatewayServer, IstioGateway, VirtualService } from '../../facets.js';
import { listenPortOf } from '../gateway-listen-port.js';
import { fullHost } from '../hosts.js';
import { hasAll } from '../known-objects.js';
import { namedGateways } from '../named-gateways.js';
import { matchesLabels } from '../selector.js';
import { servicesSelecting } from '../services-selecting.js';
import { coversHost, hostsOverlap } from '../sidecar-scope.js';
import { type Behind, citing, inWords, list, nameOf, saying } from './behind.js';
import type { ReportingProxy } from './proxy.js';

export type GatewayFacets = Pick<Facets, 'mesh'> &
  Partial<Pick<Facets, 'virtualServices' | 'istioGateways' | 'kubernetesRoutes' | 'serviceSpecs'>>;

/** Why a gateway has no route for a host: the VirtualServices and routes that have it, and what they are bound to. */
export function behindHostAtGateway(
  host: string,
  port: number | undefined,
  proxy: ReportingProxy,
  known: GatewayFacets,
): Behind | undefined {
  const { virtualServices, istioGateways, kubernetesRoutes = [], mesh } = known;
  if (proxy.labels === undefined || virtualServices === undefined || istioGateways === undefined) return undefined;
  const own = gatewaysOf(proxy, istioGateways);
  const having = virtualServices.filter(({ namespace, spec }) =>
    spec.hosts.some((written) => coversHost(fullHost(written, namespace, mesh), host)),
  );
  const bound = having.flatMap((virtualService) =>
    own
      .filter((gateway) => isBound(virtualService, gateway, istioGateways))
      .map((gateway) => ({ virtualService, gateway })),
  );
  if (bound.length > 0) return behindBinding(bound, host, port, proxy, known);
  if (having.length > 0) return boundElsewhere(having, own, istioGateways);
  const routes = kubernetesRoutes.filter(({ spec }) => spec.hostnames.some((name) => coversHost(name, host)));
  if (routes.length > 0) return citingParents(routes);
  if (!hasAll(mesh, 'VirtualService') || !hasAll(mesh, 'HTTPRoute')) return undefined;
  return saying(`No VirtualService or HTTPRoute in the bundle has host ${host}.`);
}

type Binding = { virtualService: VirtualService; gateway: IstioGateway };

export function gatewaysOf({ labels }: ReportingProxy, gateways: readonly IstioGateway[]): readonly IstioGateway[] {
  if (labels === undefined) return [];
  return gateways.filter(({ spec }) => spec.selector.size > 0 && matchesLabels(spec.selector, labels));
}

function isBound(virtualService: VirtualService, gateway: IstioGateway, all: readonly IstioGateway[]): boolean {
  return namedGateways(virtualService, all).some((named) => named.gateway === gateway);
}

/** It is bound here: a server of the Gateway lacks the host or the port, or no route fits. */
function behindBinding(
  bound: readonly Binding[],
  host: string,
  port: number | undefined,
  proxy: ReportingProxy,
  known: GatewayFacets,
): Behind | undefined {
  const serving = bound.filter(({ gateway }) => gateway.spec.servers.some((server) => servesHost(server, host)));
  if (serving.length === 0)
    return citing(
      bound.map(({ gateway: object }) => ({
        object,
        evidence: citeField(
          object.source,
          'spec.servers',
          object.spec.servers.flatMap(({ hosts }) => hosts),
        ),
      })),
      (names) =>
        `The host is that of ${list(bound.map(({ virtualService }) => inWords(virtualService)))}, and in no server of ${names}.`,
    );
  const listening = serving.filter(({ gateway }) => listensOn(gateway, host, port, proxy, known));
  if (listening.length === 0)
    return citing(
      serving.map(({ gateway: object }) => ({
        object,
        evidence: citeField(
          object.source,
          'spec.servers',
          object.spec.servers.map((server) => server.port),
        ),
      })),
      (names) => `In ${names} the host is on other ports than ${port}, on which the requests came.`,
    );
  const partial = listening.filter(({ virtualService: { spec } }) =>
    spec.routes.every(({ protocol, matches = [] }) => protocol !== 'http' || matches.length > 0),
  );
  return citing(
    partial.map(({ virtualService: object }) => ({
      object,
      evidence: citeField(object.source, 'spec.http', 'every route has a match'),
    })),
    (names) => `The host is routed by ${names}, and what fits none of the matches has no route.`,
  );
}

/** `namespace/host`, `./host` or a host. */
function servesHost({ hosts }: GatewayServer, host: string): boolean {
  return hosts.some((written) => hostsOverlap(written.slice(written.indexOf('/') + 1), host));
}

function listensOn(
  { spec }: IstioGateway,
  host: string,
  port: number | undefined,
  { spec: pod }: ReportingProxy,
  { serviceSpecs }: GatewayFacets,
): boolean {
  if (port === undefined || pod === undefined || serviceSpecs === undefined) return true;
  const services = servicesSelecting(serviceSpecs, pod);
  return spec.servers.some((server) => servesHost(server, host) && listenPortOf(server.port, pod, services) === port);
}

function boundElsewhere(
  having: readonly VirtualService[],
  own: readonly IstioGateway[],
  all: readonly IstioGateway[],
): Behind | undefined {
  const taken = own.length === 0 ? 'no Gateway' : list(own.map(inWords));
  const elsewhere = [...new Set(having.flatMap((one) => namedGateways(one, all).map(({ key }) => key)))];
  const where = elsewhere.length === 0 ? 'mesh' : `Gateway ${list(elsewhere)}`;
  return citing(
    having.map((object) => ({ object, evidence: citeField(object.source, 'spec.gateways', object.spec.gateways) })),
    (names) => `The host is that of ${names}, bound to ${where}, and the proxy takes ${taken}.`,
  );
}

function citingParents(routes: readonly NonNullable<GatewayFacets['kubernetesRoutes']>[number][]): Behind | undefined {
  const parents = [
    ...new Set(routes.flatMap(({ spec }) => spec.parents.map(({ namespace, name }) => `${namespace}/${name}`))),
  ];
  return citing(
    routes.map((object) => ({
      object: nameOf(object),
      evidence: citeField(object.source, 'spec.parentRefs', parents),
    })),
    (names) => `The host is that of ${names}, attached to ${list(parents)}.`,
  );
}
