import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { jsonArray } from './support/json-array.js';

/** debug/clusterz of one replica (Istio 1.11 and later): the Kubernetes clusters that it watches. */
export interface Clusterz {
  clusters: ListedCluster[];
}

export interface ListedCluster {
  id: string;
  /** `namespace/name` of the Secret with the cluster's kubeconfig; absent for the cluster of istiod itself. */
  secret?: string;
  /** `synced`, `syncing`, `timeout` or `closed`, as printed. */
  status: string;
  pointer: string;
}

const entry = z
  .object({ id: z.string().min(1), secretName: z.string().default(''), syncStatus: z.string().min(1) })
  .transform(({ id, secretName, syncStatus }) => ({
    id,
    ...(secretName !== '' && { secret: secretName }),
    status: syncStatus,
  }));

export const clusterz = defineTextParser<'clusterz', Clusterz>({
  kind: 'clusterz',
  parse(text, { path }) {
    const { items, complete } = jsonArray(text);
    const clusters: ListedCluster[] = [];
    const notes: Note[] = complete ? [] : [{ code: 'entry-truncated', path, detail: 'the list breaks off' }];
    for (const [index, item] of items.entries()) {
      const pointer = `/${index}`;
      const parsed = entry.safeParse(item);
      if (parsed.success) clusters.push({ ...parsed.data, pointer });
      else notes.push({ code: 'item-dropped', path, detail: `${pointer}: no cluster with a status` });
    }
    if (items.length > 0 && clusters.length === 0) throw new Unusable('no list of clusters');
    return { artifact: { clusters }, notes };
  },
});
