import { citeField } from '../../../core/evidence.js';
import type { Facets } from '../../facets.js';
import { rootNamespaceOf } from '../root-namespace.js';
import { sidecarFor } from '../sidecar-scope.js';
import { type Behind, inWords, nameOf, saying, together } from './behind.js';
import { behindHostAtGateway, type GatewayFacets } from './gateway-host.js';
import { isWaypoint, type ReportingProxy } from './proxy.js';
import { behindRouteTable } from './route-table.js';
import { behindHiddenHost, behindUnservedHost, type HostFacets } from './sidecar-host.js';

type Known = HostFacets & GatewayFacets;

/** What a client asked a proxy for. */
export interface Asked {
  /** Without port, in lower case. */
  host: string;
  /** On which the listener took it. */
  port?: number;
}

/** `route_not_found`: the table that was asked, and the objects that would supply the route. */
export function behindMissingRoute({ host, port }: Asked, proxy: ReportingProxy, known: Known): Behind | undefined {
  if (isWaypoint(proxy)) return undefined;
  const table = proxy.dump && !proxy.dump.partial ? behindRouteTable(proxy.dump, host, port) : undefined;
  if (proxy.isGateway === undefined) return table;
  const supply = proxy.isGateway
    ? behindHostAtGateway(host, port, proxy, known)
    : behindUnservedHost(host, port, proxy, known);
  return together(table, supply);
}

/** Traffic to what the mesh does not know is dropped: who says so, and why the host is not known. */
export function behindBlackhole(asked: Partial<Asked>, proxy: ReportingProxy, known: Known): Behind | undefined {
  if (proxy.isGateway !== false) return undefined;
  const { host, port } = asked;
  return together(
    behindOutboundPolicy(proxy, known),
    host === undefined ? undefined : behindHiddenHost(host, port, proxy, known),
  );
}

function behindOutboundPolicy({ pod, labels }: ReportingProxy, known: Known & Partial<Facets>): Behind | undefined {
  const { sidecars, meshConfig } = known;
  const field = 'outboundTrafficPolicy';
  const sidecar = labels && sidecarFor({ namespace: pod.namespace, labels }, sidecars ?? [], rootNamespaceOf(known));
  const own = sidecar?.spec.outboundModeUnset ? 'REGISTRY_ONLY' : sidecar?.spec.outboundTrafficPolicy;
  if (sidecar !== undefined && own === 'REGISTRY_ONLY')
    return {
      text: `${inWords(sidecar)} says REGISTRY_ONLY.`,
      evidence: [citeField(sidecar.source, `spec.${field}`, own)],
      objects: [nameOf(sidecar)],
    };
  if (own !== undefined || labels === undefined || sidecars === undefined || meshConfig === undefined) return undefined;
  if (meshConfig.isDefault || meshConfig.outboundTrafficPolicy !== 'REGISTRY_ONLY') return undefined;
  return saying('The mesh configuration says REGISTRY_ONLY.', [
    citeField(meshConfig.source, `${field}.mode`, meshConfig.outboundTrafficPolicy),
  ]);
}
