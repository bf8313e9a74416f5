/** Namespaces whose objects istioctl analyze drops before it looks at anything (Istio 1.6 and later). */
const leftOut = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/** Whether findings about objects of a namespace are wanted; true for objects that are in none. */
export function isAnalyzedNamespace(namespace: string): boolean {
  return !leftOut.has(namespace);
}
