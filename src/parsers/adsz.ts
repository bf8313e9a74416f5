import { z } from 'zod';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { withoutCurlMeter } from './support/curl-meter.js';
import { parseJson } from './support/json.js';
import { jsonArray } from './support/json-array.js';
import type { ListedProxy } from './support/listed-proxy.js';

/** debug/adsz of one replica: the proxies connected to it, without the state of their configuration. */
export interface Adsz {
  proxies: ListedProxy[];
}

const version = z.string().optional().catch(undefined);
/** Istio 1.8 and later. */
const client = z
  .object({
    connectionId: z.string().min(1),
    metadata: z.object({ ISTIO_VERSION: version }).nullish().catch(undefined),
  })
  .transform(({ connectionId, metadata }) => ({ connection: connectionId, istioVersion: metadata?.ISTIO_VERSION }));
/** Pilot, up to Istio 1.7. */
const node = z
  .object({ node: z.string().min(1) })
  .transform((found) => ({ connection: found.node, istioVersion: undefined }));
const entry = z.union([client, node]);
const page = z.object({ clients: z.array(z.unknown()).nullable() });

export const adsz = defineTextParser<'adsz', Adsz>({
  kind: 'adsz',
  parse(text, { path }) {
    const { items, at, complete } = clientsIn(text);
    const artifact: Adsz = { proxies: [] };
    const notes: Note[] = complete ? [] : [{ code: 'entry-truncated', path, detail: 'the list breaks off' }];
    for (const [index, item] of items.entries()) {
      const pointer = `${at}/${index}`;
      const parsed = entry.safeParse(item);
      if (parsed.success) artifact.proxies.push(proxyOf(parsed.data, pointer));
      else notes.push({ code: 'item-dropped', path, detail: `${pointer}: no connected proxy` });
    }
    return { artifact, notes };
  },
});

function clientsIn(captured: string): { items: unknown[]; at: string; complete: boolean } {
  const text = withoutCurlMeter(captured);
  const start = text.search(/^\{/m);
  const whole =
    start < 0 || /^\[/m.test(text.slice(0, start)) ? undefined : page.safeParse(parseJson(text.slice(start)));
  if (whole?.success) return { items: whole.data.clients ?? [], at: '/clients', complete: true };
  return { ...jsonArray(text), at: '' };
}

/**
 * A connection is named after the proxy, with a number behind it: `cart-6f5b.shop-12` since Istio 1.5, before that
 * `sidecar~10.1.2.3~cart-6f5b.shop~shop.svc.cluster.local-12`.
 */
function proxyOf({ connection, istioVersion }: z.output<typeof entry>, pointer: string): ListedProxy {
  const [type, , id, domain] = connection.split('~');
  const isLong = id !== undefined && domain !== undefined;
  return {
    id: isLong ? id : connection.replace(/-\d{1,12}$/, ''),
    ...(isLong && type !== undefined && { type }),
    ...(istioVersion && { istioVersion }),
    types: new Map(),
    pointer,
  };
}
