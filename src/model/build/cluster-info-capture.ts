import type { Capture, CaptureFailure } from '../facets.js';
import type { Artifacts } from './context.js';

/** In the order in which `kubectl cluster-info dump` writes the lists of a namespace. */
const kinds = ['Event', 'ReplicationController', 'Service', 'DaemonSet', 'Deployment', 'ReplicaSet', 'Pod'];

/**
 * `kubectl cluster-info dump` keeps no record, but it stops at the first list that is refused: a namespace without all of its
 * lists is where it stopped, and nothing of the namespaces behind it was taken.
 */
export function clusterInfoCapture(artifacts: Artifacts): Capture | undefined {
  // No other tool lists replication controllers in a file of their own.
  const started = artifacts.of('kubernetes-objects').find(({ tag }) => tag.apiKind === 'ReplicationController');
  if (started === undefined) return undefined;
  const namespaces = new Set(kinds.flatMap((kind) => [...artifacts.namespacesListed(kind)]));
  return {
    producer: 'kubectl cluster-info dump',
    interrupted: false,
    failures: [...namespaces].sort().flatMap((namespace) => stoppedIn(artifacts, namespace)),
    source: { path: started.path },
  };
}

function stoppedIn(artifacts: Artifacts, namespace: string): CaptureFailure[] {
  const missing = kinds.filter((kind) => !artifacts.namespacesListed(kind).has(namespace));
  if (missing.length === 0) return [];
  const source = artifacts.of('kubernetes-objects').find(({ tag }) => tag.namespace === namespace);
  return [
    {
      step: `namespace ${namespace}`,
      path: namespace,
      reason: `the dump lacks ${missing.join(', ')} of this namespace: it stops at the first list that is refused, before any namespace behind it`,
      skipped: false,
      source: { path: source?.path ?? namespace },
    },
  ];
}
