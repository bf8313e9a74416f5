import type { AccessLogGroup, ContainerLog, MeshFacts } from '../facets.js';
import { serviceNamed } from './hosts.js';
import { ownerArgs } from './log-owner.js';

/** Where requests of an access log went. */
export interface Destination {
  /** As a reader would call it. */
  text: string;
  /** The host in the name of the Envoy cluster, or the one that was asked for. */
  host?: string;
  service?: { namespace: string; name: string };
}

/** `outbound|9080|v1|reviews.shop.svc.cluster.local`, `inbound-vip|80|http|host` (waypoints), `inbound|9080||`. */
const clusterParts = /^(outbound|inbound-vip|inbound)(?:\||_\.)(\d{0,5})(?:\||_\.)([^|]{0,100}?)(?:\||_\.)(.{0,300})$/;
const wellKnown: ReadonlyMap<string, string> = new Map([
  ['PassthroughCluster', 'addresses that no service has'],
  ['BlackHoleCluster', 'addresses that no service has'],
  ['block_all', 'hosts that no service has'],
]);

/** Reads the destination from the Envoy cluster, else from the authority. */
export function destinationOf(group: AccessLogGroup, log: ContainerLog, mesh: MeshFacts): Destination {
  const { cluster, authority } = group;
  const [, direction, port = '', subset = '', host = ''] = clusterParts.exec(cluster ?? '') ?? [];
  if (direction === 'inbound') return { text: `the application of ${ownerArgs(log).owner} on port ${port}` };
  if (direction !== undefined) return ofHost(host, port, direction === 'outbound' ? subset : '', mesh);
  if (cluster?.startsWith('InboundPassthroughCluster')) return { text: `the application of ${ownerArgs(log).owner}` };
  if (authority !== undefined) return { text: authority, host: hostOf(authority) };
  if (cluster === undefined) return { text: 'hosts that are not named' };
  return { text: wellKnown.get(cluster) ?? cluster };
}

function ofHost(host: string, port: string, subset: string, mesh: MeshFacts): Destination {
  const service = serviceNamed(host, mesh);
  const name = service === undefined ? host : `${service.namespace}/${service.name}`;
  const text = `${name}:${port}${subset === '' ? '' : ` (subset ${subset})`}`;
  return { text, host, ...(service !== undefined && { service }) };
}

/** Without port, in lower case. */
function hostOf(authority: string): string {
  return authority.replace(/:\d{1,5}$/, '').toLowerCase();
}
