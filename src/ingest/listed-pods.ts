import type { KubectlTable } from '../parsers/kubectl-table/index.js';
import type { KubernetesObjects } from '../parsers/kubernetes-objects/index.js';
import type { Tag } from '../parsers/parser.js';
import type { ListedProxy } from '../parsers/support/listed-proxy.js';
import type { ReadEntry } from './artifact-store.js';

/** Kinds that say nothing without the pod, or the node, that they were read in. */
const kindsOfPods = new Set([
  'curl-probe',
  'desired-config-dump',
  'dns-probe',
  'envoy-certs',
  'envoy-clusters',
  'envoy-config-dump',
  'envoy-server-info',
  'envoy-stats',
  'ip-route',
  'netfilter',
  'ping-probe',
  'proxy-config',
  'resolv-conf',
  'sockets',
]);

/** Namespaces by the name of the pods in them. */
type ListedPods = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Gives files without a layout the pods that their paths name, where a list in the same bundle knows them: the name of a
 * StatefulSet's pod does not show by itself that it is one. What then is of no pod is unusable.
 */
export function withListedPods<R extends ReadEntry>(reads: readonly R[]): readonly R[] {
  const listed = listedPods(reads);
  return reads.map((read): R => {
    const { tag } = read;
    const isOfPod = kindsOfPods.has(tag.kind) || tag.kind === 'container-log';
    if (!isOfPod || tag.node !== undefined || (tag.pod !== undefined && tag.namespace !== undefined)) return read;
    const found = podIn(read.path, listed);
    if (found !== undefined) return { ...read, tag: { ...tag, ...found } };
    if (read.outcome.state !== 'read' || isLogOfBundle(tag) || namesItself(read.outcome.artifact)) return read;
    return { ...read, outcome: { state: 'unusable', reason: reasonOf(tag.kind, tag.pod) } };
  });
}

function reasonOf(kind: string, pod: string | undefined): string {
  if (pod !== undefined) return `nothing says in which namespace pod ${pod} is`;
  const places = kind === 'netfilter' || kind === 'ip-route' ? 'pod or node' : 'pod';
  return `nothing says of which ${places} it is: put it in a folder <namespace>/<pod>`;
}

/** A log tells something by itself, unless it may be of anything. */
function isLogOfBundle({ kind, component, pod }: Tag): boolean {
  return kind === 'container-log' && (component !== 'application' || pod === undefined);
}

/** A dump of Envoy has the id of its node in it. */
function namesItself(artifact: unknown): boolean {
  const { node } = artifact as { node?: { id?: string } };
  return node?.id !== undefined;
}

/** `<namespace>/<pod>/…`, `<namespace>/<pod>.<what>`, `<pod>.<namespace>.<what>`, or a pod that is the only one of its name. */
function podIn(path: string, listed: ListedPods): { namespace: string; pod: string } | undefined {
  const parts = path.split('/');
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index] ?? '';
    for (const pod of beginnings(part)) {
      const namespaces = listed.get(pod);
      if (namespaces === undefined) continue;
      const [behind = ''] = part.slice(pod.length + 1).split('.', 1);
      const [only] = namespaces.size === 1 && isGenerated.test(pod) ? namespaces : [];
      const namespace = [parts[index - 1] ?? '', behind].find((name) => namespaces.has(name)) ?? only;
      if (namespace !== undefined) return { namespace, pod };
    }
  }
  return undefined;
}

/** Ends as Kubernetes ends the names of pods that it makes; others may be names of anything. */
const isGenerated = /-(?:\d{1,6}|[bcdfghjklmnpqrstvwxz2456789]{5})$/;

/** Names of pods may hold dots, as names of files do: the text up to each of them, the longest first. */
function beginnings(part: string): string[] {
  const words = part.slice(0, 300).split('.');
  return words.map((_, index) => words.slice(0, words.length - index).join('.'));
}

function listedPods(reads: readonly ReadEntry[]): ListedPods {
  const listed = new Map<string, Set<string>>();
  for (const { tag, outcome } of reads) {
    if (outcome.state !== 'read') continue;
    for (const { namespace, name } of podsOf(tag.kind, outcome.artifact))
      listed.set(name, (listed.get(name) ?? new Set()).add(namespace));
  }
  return listed;
}

/** `<pod>.<namespace>`: the name of a pod may hold dots, that of a namespace never does. */
function podOfId(id: string): { namespace: string; name: string } | undefined {
  const dot = id.lastIndexOf('.');
  return dot <= 0 ? undefined : { namespace: id.slice(dot + 1), name: id.slice(0, dot) };
}

function podsOf(kind: string, artifact: unknown): readonly { namespace: string; name: string }[] {
  switch (kind) {
    case 'kubectl-table':
      return (artifact as KubectlTable).pods ?? [];
    case 'kubernetes-objects':
      return (artifact as KubernetesObjects).objects.flatMap(({ kind, metadata: { namespace, name } }) =>
        kind === 'Pod' && namespace !== undefined ? { namespace, name } : [],
      );
    case 'syncz':
    case 'adsz':
    case 'proxy-status':
      return (artifact as { proxies: readonly ListedProxy[] }).proxies.flatMap(({ id }) => podOfId(id) ?? []);
    default:
      return [];
  }
}
