import { z } from 'zod';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { jsonArray } from './support/json-array.js';
import {
  type ListedProxy,
  type ListedStatus,
  shortTypeName,
  stateOfNonces,
  timeUnlessZero,
} from './support/listed-proxy.js';

/** debug/syncz of one replica: every proxy connected to it. */
export interface Syncz {
  proxies: ListedProxy[];
}

const nonce = z.string().optional();

const entry = z.object({
  proxy: z.string().min(1),
  proxy_type: z.string().optional(),
  proxy_version: z.string().optional(),
  istio_version: z.string().optional(),
  cluster_sent: nonce,
  cluster_acked: nonce,
  listener_sent: nonce,
  listener_acked: nonce,
  route_sent: nonce,
  route_acked: nonce,
  endpoint_sent: nonce,
  endpoint_acked: nonce,
  extensionconfig_sent: nonce,
  extensionconfig_acked: nonce,
  resources: z
    .record(z.string(), z.object({ sent: nonce, acked: nonce, sentTime: nonce, lastError: nonce }))
    .optional()
    .catch(undefined),
});

type Entry = z.infer<typeof entry>;

export const syncz = defineTextParser({
  kind: 'syncz',
  parse(text, { path }) {
    const { items, complete, warning } = jsonArray(text);
    const artifact: Syncz = { proxies: [] };
    const notes: Note[] = [];
    if (warning !== undefined)
      notes.push({ code: 'unexpected-content', path, line: 1, detail: `in front of the JSON: ${warning}` });
    if (!complete) notes.push({ code: 'entry-truncated', path, detail: 'the list breaks off' });
    for (const [index, item] of items.entries()) {
      const parsed = entry.safeParse(item);
      if (parsed.success) artifact.proxies.push(proxyOf(parsed.data, `/${index}`));
      else notes.push({ code: 'item-dropped', path, detail: `/${index}: ${z.prettifyError(parsed.error)}` });
    }
    return { artifact, notes };
  },
});

function proxyOf(data: Entry, pointer: string): ListedProxy {
  // Pilot to 1.1 has no istio_version; what proxies of that age say in proxy_version is the Istio version.
  const istioVersion = data.istio_version ?? data.proxy_version;
  return {
    id: data.proxy,
    ...(data.proxy_type !== undefined && { type: data.proxy_type }),
    ...(istioVersion !== undefined && { istioVersion }),
    types: new Map(data.resources === undefined ? nonceTypes(data) : resourceTypes(data.resources)),
    pointer,
  };
}

function nonceTypes(data: Entry): [string, ListedStatus][] {
  const types: [string, ListedStatus][] = [
    ['CDS', statusOf(data.cluster_sent, data.cluster_acked)],
    ['LDS', statusOf(data.listener_sent, data.listener_acked)],
    ['EDS', statusOf(data.endpoint_sent, data.endpoint_acked)],
    ['RDS', statusOf(data.route_sent, data.route_acked)],
  ];
  // Before 1.14 there is no field for ECDS, which is not the same as not sent.
  if (data.extensionconfig_sent !== undefined)
    types.push(['ECDS', statusOf(data.extensionconfig_sent, data.extensionconfig_acked)]);
  return types;
}

function statusOf(sent: string | undefined, acked: string | undefined): ListedStatus {
  const sentAt = timeOfNonce(sent);
  return { state: stateOfNonces(sent, acked), ...(sentAt !== undefined && { sentAt }) };
}

/**
 * Since Istio 1.23 each type that the proxy watches has its own record, with the time and the last rejection; a type
 * without one is of no interest to this proxy (ztunnel, gRPC without a proxy), which the older fields cannot tell.
 */
function resourceTypes(resources: NonNullable<Entry['resources']>): [string, ListedStatus][] {
  return Object.entries(resources).map(([typeUrl, { sent, acked, sentTime, lastError }]) => {
    const sentAt = timeUnlessZero(sentTime);
    return [
      shortTypeName(typeUrl),
      {
        state: lastError ? 'error' : stateOfNonces(sent, acked),
        ...(sentAt !== undefined && { sentAt }),
        ...(lastError && { error: lastError }),
      },
    ];
  });
}

/** In Istio 1.0 a nonce is the time it was made, as Go prints it: `2019-03-05 10:11:12.123 +0000 UTC m=+12.3`. */
function timeOfNonce(nonce: string | undefined): string | undefined {
  const [, date, time, hours, minutes] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,9})? ([+-]\d\d)(\d\d) /.exec(nonce ?? '') ?? [];
  if (date === undefined) return undefined;
  const at = new Date(`${date}T${time}${hours}:${minutes}`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
