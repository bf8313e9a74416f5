import type { Subject } from '../../core/subject.js';
import type { MeshFacts } from '../facets.js';
import { serviceNamed } from './hosts.js';

export interface OutboundName {
  port: number;
  subset?: string;
  host: string;
}

/** Reads `outbound|9080|v1|reviews.shop.svc.cluster.local`; absent for all other names. */
export function outboundName(cluster: string): OutboundName | undefined {
  const [direction, port, subset, host, ...rest] = cluster.split('|', 5);
  if (direction !== 'outbound' || !port || subset === undefined || !host || rest.length > 0) return undefined;
  const number = Number(port);
  return Number.isInteger(number) ? { port: number, ...(subset !== '' && { subset }), host } : undefined;
}

/** The service that the host names, or the mesh for a host outside the cluster's domain. */
export function hostSubject(host: string, mesh: MeshFacts): Subject {
  const service = serviceNamed(host, mesh);
  return service === undefined ? { kind: 'Mesh', name: host } : { kind: 'Service', ...service };
}
