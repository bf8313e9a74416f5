import type { MeshFacts, Sidecar } from '../facets.js';
import { serviceNamed } from './hosts.js';
import { isInEgressScope, sidecarFor } from './sidecar-scope.js';

/** A host as an object gives settings for it. */
export interface Claim {
  /** Completed. */
  host: string;
  /** Of the object. */
  namespace: string;
  /** Empty for all namespaces, as `exportsOf` says. */
  exportTo: readonly string[];
}

export interface ClientScope {
  sidecars: readonly Sidecar[];
  rootNamespace: string;
  mesh: MeshFacts;
}

/** The namespaces that see an object; absent where all do. */
export function exportedNamespaces({
  exportTo,
  namespace,
}: Pick<Claim, 'exportTo' | 'namespace'>): ReadonlySet<string> | undefined {
  if (exportTo.length === 0 || exportTo.includes('*')) return undefined;
  return new Set(exportTo.map((target) => (target === '.' ? namespace : target)));
}

/** Objects for one host, or wildcards, that each of them is compared with: some are as good as all to tell of a conflict. */
export const maxCompared = 100;

/** Stands for the namespaces that have no Sidecar of their own. */
const anyOther = '';

/** Whether some namespace has proxies that see both objects: both are exported to it, and its Sidecar imports both hosts. */
export function haveSharedClients(a: Claim, b: Claim, scope: ClientScope): boolean {
  return sharedNamespaces(a, b).some((namespace) => imports(namespace, a, scope) && imports(namespace, b, scope));
}

function sharedNamespaces(a: Claim, b: Claim): readonly string[] {
  const [ofA, ofB] = [exportedNamespaces(a), exportedNamespaces(b)];
  if (ofA === undefined && ofB === undefined) return [anyOther, a.namespace, b.namespace];
  if (ofA === undefined || ofB === undefined) return [...(ofA ?? ofB ?? [])];
  return [...ofA].filter((namespace) => ofB.has(namespace));
}

/** Sidecars with a selector are for some workloads only, and leave the others with what their namespace has. */
function imports(namespace: string, { host, namespace: own }: Claim, scope: ClientScope): boolean {
  const sidecar = sidecarFor({ namespace, labels: new Map() }, scope.sidecars, scope.rootNamespace);
  const definedIn = serviceNamed(host, scope.mesh)?.namespace ?? own;
  return isInEgressScope(sidecar, namespace, { host, namespace: definedIn });
}
