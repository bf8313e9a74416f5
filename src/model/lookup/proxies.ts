import { clipExcerpt, type Evidence } from '../../core/evidence.js';
import type { NonEmpty } from '../../core/non-empty.js';
import type { Subject } from '../../core/subject.js';
import type { MeshFacts, OfPod, ProxyConfig, Section } from '../facets.js';
import { groupBy } from './derive.js';
import { workloadSubject } from './pods.js';

/** Things of pods by the workload that owns the pod. */
export function byOwner<T>(items: Iterable<T>, ownerOf: (item: T) => OfPod): Iterable<NonEmpty<T>> {
  return groupBy(items, (item) => {
    const { pod, workload } = ownerOf(item);
    return JSON.stringify([pod.namespace, workload]);
  }).values();
}

/** The workload that all of these belong to, or the mesh. */
export function commonSubject(owners: NonEmpty<OfPod>, mesh: MeshFacts): Subject {
  const [{ pod, workload }] = owners;
  const isOne = owners.every((owner) => owner.workload === workload && owner.pod.namespace === pod.namespace);
  return isOne ? workloadSubject({ namespace: pod.namespace, workload }) : meshSubject(mesh);
}

/** `shop/cart`, or `shop/cart and 3 more workloads`. */
export function workloadsInWords(owners: NonEmpty<OfPod>): string {
  const names = [...new Set(owners.map(({ pod, workload }) => `${pod.namespace}/${workload}`))];
  const more = names.length - 1;
  return more === 0 ? `${names[0]}` : `${names[0]} and ${more} more workload${more === 1 ? '' : 's'}`;
}

export function meshSubject(mesh: MeshFacts): Subject {
  return { kind: 'Mesh', name: mesh.trustDomain ?? mesh.clusterDomain };
}

/** Points into a proxy's dump; the text of dumps is not kept, so the excerpt is rebuilt. */
export function citeDump({ source }: OfPod, pointer: string, excerpt: string): Evidence {
  return { ...source, pointer, excerpt: clipExcerpt(excerpt), reconstructed: true };
}

/** JSON pointer of the element at this place of `items`; unreadable neighbours take up places in the dump too. */
export function pointerOf({ pointer, gaps = [] }: Section<unknown>, index: number): string {
  let place = index;
  for (const gap of gaps) {
    if (gap > place) break;
    place++;
  }
  return `${pointer}/${place}`;
}

/** Something that the control plane sent is there: a dump without it says nothing about the mesh. */
export function hasDynamic(sections: readonly Section<unknown>[]): boolean {
  return sections.some(({ dynamic, items }) => dynamic && items.length > 0);
}

/** A proxy beside an application, as opposed to a gateway or waypoint. */
export function isSidecar({ type }: ProxyConfig): boolean {
  return type === 'sidecar';
}
