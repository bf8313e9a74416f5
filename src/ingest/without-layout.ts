import type { ReadSummary } from '../bundle/bundle.js';
import { BundleError } from '../core/errors.js';
import { layouts } from '../layouts/index.js';
import type { LayoutId } from '../layouts/layout.js';
import type { KubernetesObjects } from '../parsers/kubernetes-objects/index.js';
import type { Tag } from '../parsers/parser.js';
import type { ReadEntry } from './artifact-store.js';
import { knownContent } from './classify.js';
import { isPartial } from './entry-sink.js';
import type { closest } from './recognise.js';
import { podOfPath } from './signs/identity.js';

/**
 * Kinds of which manifests hold all that was declared, as `istioctl analyze FILE...` takes it: custom resources, services
 * and workloads. What a cluster makes of them (endpoints, events) is not in manifests.
 */
const declaredKinds = ['*', 'Service', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'];

/** Kinds that most sets of manifests leave to the cluster: where one object is given, they are given. */
const kindsWhereGiven = [
  'Namespace',
  'Pod',
  'Node',
  'Secret',
  'ConfigMap',
  'ServiceAccount',
  'Ingress',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'CustomResourceDefinition',
];

export function isLayoutByContent(layout: LayoutId): boolean {
  return layout === 'manifests' || layout === 'loose' || layout === 'cluster-info-dump';
}

/** What the tag of a loose file says: the pod from its path, and of objects that there may be others. */
export function looseTag(tag: Tag, path: string, defaultNamespace: string): Tag {
  if (tag.kind === 'kubernetes-objects') return { ...tag, namespace: defaultNamespace, listsInNamespace: [] };
  return { ...podOfPath(path), ...tag };
}

/** One entry of a bundle, and what its content or else its path said that it is. */
export interface ReadKind {
  kind: string | undefined;
  isRead: boolean;
}

/** What a bundle without a layout is: manifests when it holds objects and nothing else, or a dump in a single file. */
export function layoutByContent(entries: readonly ReadKind[], forced: LayoutId | undefined): LayoutId | undefined {
  if (forced !== undefined && !isLayoutByContent(forced)) return undefined;
  const kinds = new Set(entries.filter(({ isRead }) => isRead).map(({ kind }) => kind));
  if (kinds.size === 0) return undefined;
  if (forced !== undefined) return forced;
  if (kinds.has('cluster-info-dump')) return kinds.size === 1 ? 'cluster-info-dump' : 'loose';
  return kinds.size === 1 && kinds.has('kubernetes-objects') ? 'manifests' : 'loose';
}

/**
 * The objects of manifests, as all that was declared. A file of which something is lost leaves open what else there is:
 * then no kind counts as complete.
 */
export function declared<R extends ReadEntry>(reads: readonly R[], isComplete: boolean): R[] {
  const objects = reads.filter(({ tag }) => tag.kind === 'kubernetes-objects');
  const isWhole = isComplete && !objects.some(({ outcome }) => isPartial(outcome));
  const given = new Set(
    objects.flatMap(({ outcome }) =>
      outcome.state === 'read' ? (outcome.artifact as KubernetesObjects).objects.map(({ kind }): string => kind) : [],
    ),
  );
  const lists = [...declaredKinds, ...kindsWhereGiven.filter((kind) => given.has(kind))];
  return objects.map((read) => ({
    ...read,
    tag: { ...read.tag, declared: true as const, ...(isWhole && { lists }) },
  }));
}

/**
 * Says what was looked for where nothing was recognised. `isSingle`: the bundle is one file and no archive; `near`: the
 * layout that comes closest.
 */
export function unknownLayout(
  name: string,
  summary: ReadSummary,
  { isSingle, near }: { isSingle: boolean; near: ReturnType<typeof closest> },
): BundleError {
  const damage = summary.complete ? '' : ' and is damaged or cut off';
  if (isSingle) {
    const message = `${name} is not an archive${damage}, and its content is not recognised: looked for ${knownContent}.`;
    return new BundleError('unknown-layout', message);
  }
  const known = layouts.map(({ id }) => id).join(', ');
  const found = summary.entries === 0 ? 'no files' : summary.entries === 1 ? '1 file' : `${summary.entries} files`;
  return new BundleError(
    'unknown-layout',
    `${name} holds ${found}${damage}, and no known bundle layout among them; looked for ${known}${nearMiss(near)}: give the whole bundle, or name its layout with --layout.`,
  );
}

function nearMiss(near: ReturnType<typeof closest>): string {
  if (near === undefined) return '';
  const [only] = near.markers;
  const marks = only === undefined ? 'none of its marks' : `only ${only} of its marks`;
  const files = near.claims === 1 ? '1 file has a name' : `${near.claims} files have names`;
  return `; closest is ${near.layout}: ${files} as there, but ${marks} is among them`;
}
