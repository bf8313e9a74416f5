import type { Subject } from '../../core/subject.js';
import type { Labels, MeshFacts, Service } from '../facets.js';
import { isControlPlane } from './pods.js';

export function serviceSubject({ namespace, name }: { namespace: string; name: string }): Subject {
  return { kind: 'Service', namespace, name };
}

/** The service of istiod, Pilot and their like, which checks of the control plane look at. */
export function isControlPlaneService({ namespace, name }: Service, mesh: MeshFacts): boolean {
  return isControlPlane({ namespace, workload: name }, mesh);
}

/** Namespaces of Kubernetes itself (kube-system and its kin), where services without pods are usual. */
export function isKubernetesNamespace(namespace: string): boolean {
  return namespace.startsWith('kube-');
}

/** `app=cart,version=v1`, as kubectl takes it. */
export function selectorText(selector: Labels): string {
  return [...selector].map(([key, value]) => `${key}=${value}`).join(',');
}
