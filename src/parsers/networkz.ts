import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { jsonArray } from './support/json-array.js';

/** debug/networkz of one replica (Istio 1.10 and later): the gateways between the networks of the mesh. */
export interface Networkz {
  gateways: NetworkGateway[];
}

export interface NetworkGateway {
  network: string;
  /** Kubernetes cluster in which it runs; absent for one of the mesh configuration (meshNetworks). */
  cluster?: string;
  /** IP address or host name. */
  address: string;
  /** Absent: it takes HBONE only (ambient). */
  port?: number;
  pointer: string;
}

const entry = z
  .object({
    Network: z.string().min(1),
    Cluster: z.string().default(''),
    Addr: z.string().min(1),
    Port: z.number().int().min(0).max(65535).default(0),
  })
  .transform(({ Network: network, Cluster: cluster, Addr: address, Port: port }) => ({
    network,
    ...(cluster !== '' && { cluster }),
    address,
    ...(port > 0 && { port }),
  }));

export const networkz = defineTextParser<'networkz', Networkz>({
  kind: 'networkz',
  parse(text, { path }) {
    const { items, complete } = jsonArray(text);
    const gateways: NetworkGateway[] = [];
    const notes: Note[] = complete ? [] : [{ code: 'entry-truncated', path, detail: 'the list breaks off' }];
    for (const [index, item] of items.entries()) {
      const pointer = `/${index}`;
      const parsed = entry.safeParse(item);
      if (parsed.success) gateways.push({ ...parsed.data, pointer });
      else notes.push({ code: 'item-dropped', path, detail: `${pointer}: no gateway of a network` });
    }
    if (items.length > 0 && gateways.length === 0) throw new Unusable('no list of network gateways');
    return { artifact: { gateways }, notes };
  },
});
