import type { MeshConfig, MeshFacts, Namespace, PeerAuthentication, PodSpec } from '../facets.js';
import { passesSidecar } from './capture-exclusions.js';
import { isAmbientPod, isPodInMesh } from './in-mesh.js';
import { rootNamespaceOf } from './root-namespace.js';
import { declaredMode } from './server-mutual-tls.js';
import { isMeshPort } from './target-port.js';

interface Known {
  peerAuthentications: readonly PeerAuthentication[];
  namespaces?: readonly Namespace[];
  meshConfig?: MeshConfig;
  mesh: MeshFacts;
}

/** The policy by which a port of a pod takes mutual TLS only; absent where it does not, or where none is known to say so. */
export function strictPolicy(pod: PodSpec, port: number, known: Known): PeerAuthentication | undefined {
  const { peerAuthentications, namespaces, mesh } = known;
  if (pod.hostNetwork || isMeshPort(port) || !passesSidecar(pod, port)) return undefined;
  if (!isPodInMesh(pod, namespaces) && !isAmbientPod(pod)) return undefined;
  const rootNamespace = rootNamespaceOf(known);
  const { mode, policy, open } = declaredMode(pod, port, { peerAuthentications, rootNamespace, mesh });
  if (mode !== 'STRICT' || open) return undefined;
  return peerAuthentications.find((one) => one === policy);
}
