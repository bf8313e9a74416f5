import type { MeshFacts, Probe, Service } from '../facets.js';
import { findServices, serviceNamed } from './hosts.js';
import { hasAll } from './known-objects.js';

/** What a looked-up name means inside a cluster. */
export interface AskedName {
  name: string;
  /** Services of that name, one for each cluster in the bundle; none when no service has it. */
  services: readonly Service[];
  /** The name can be of nothing but a service: it ends in `.svc` or below, has no dot, or names a namespace. */
  isOfCluster: boolean;
  /** The name stands for itself, so that a tool without the search list asks for the right thing. */
  isComplete: boolean;
}

/**
 * Reads a name as a resolver completes it with the search list that the kubelet writes: `service`, `service.namespace`,
 * `service.namespace.svc`, the full name, and each with the host name of a pod of a headless service in front.
 */
export function askedName(probe: Probe, services: readonly Service[], mesh: MeshFacts): AskedName {
  const name = probe.target.replace(/\.$/, '').toLowerCase();
  const suffix = `.svc.${mesh.clusterDomain}`;
  const isComplete = name.endsWith(suffix) || probe.target.endsWith('.');
  const isInSvc = name.endsWith(suffix) || name.endsWith('.svc');
  const local = name.endsWith(suffix)
    ? name.slice(0, -suffix.length)
    : name.endsWith('.svc')
      ? name.slice(0, -4)
      : name;
  const labels = local.split('.');
  const [first = '', second, third] = labels;
  const candidates = [
    ...(second === undefined ? [{ name: first, namespace: probe.pod.namespace }] : []),
    ...(second !== undefined && third === undefined ? [{ name: first, namespace: second }] : []),
    ...(second !== undefined && third === undefined && !isInSvc
      ? [{ name: second, namespace: probe.pod.namespace }]
      : []),
    ...(second !== undefined && third !== undefined && labels.length === 3 ? [{ name: second, namespace: third }] : []),
  ];
  const found = candidates.map((candidate) => findServices(services, candidate)).find((list) => list.length > 0);
  const namesNamespace = labels.length === 2 && services.some(({ namespace }) => namespace === second);
  return { name, services: found ?? [], isOfCluster: isInSvc || labels.length === 1 || namesNamespace, isComplete };
}

/** Whether a name that no service in the bundle has may be of one that was not gathered, or of a ServiceEntry. */
export function mayBeUnlisted({ name, isOfCluster }: AskedName, mesh: MeshFacts): boolean {
  if (hasAll(mesh, 'Service')) return !isOfCluster && !hasAll(mesh, 'ServiceEntry');
  const named = serviceNamed(name, mesh);
  return named === undefined || !hasAll(mesh, 'Service', named.namespace);
}
