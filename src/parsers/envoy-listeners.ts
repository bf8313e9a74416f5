import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { addressText, envoyAddress, jsonOfPage } from './support/admin-page.js';

/** The sockets that Envoy opened: those of listeners that bind to their port. */
export interface EnvoyListeners {
  /** `address` is `ip:port`, a path, or `envoy://NAME` for a listener inside Envoy. */
  listeners: { name?: string; address: string }[];
}

type Listeners = EnvoyListeners['listeners'];

const statuses = z.object({
  listener_statuses: z.array(
    z.object({ name: z.string().exactOptional(), local_address: envoyAddress.exactOptional() }),
  ),
});
/** The three forms in JSON: addresses up to Istio 1.2, `?format=json`, and that without listeners. */
const page = z.union([
  z.array(z.string()).transform((addresses): Listeners => addresses.map((address) => ({ address }))),
  statuses.transform(({ listener_statuses }): Listeners => listener_statuses.flatMap(fromStatus)),
  z.strictObject({}).transform((): Listeners => []),
]);

/** The admin page /listeners: a JSON array of addresses up to Istio 1.2, `name::address` lines since, or `?format=json`. */
export const envoyListeners = defineTextParser<'envoy-listeners', EnvoyListeners>({
  kind: 'envoy-listeners',
  parse(text) {
    const json = jsonOfPage(text);
    const listeners = json === undefined ? text.split('\n').flatMap(fromLine) : page.safeParse(json).data;
    if (listeners === undefined || (json === undefined && listeners.length === 0))
      throw new Unusable('no listeners page of Envoy');
    return { artifact: { listeners } };
  },
});

function fromStatus({ name, local_address }: z.output<typeof statuses>['listener_statuses'][number]): Listeners {
  const address = local_address === undefined ? undefined : addressText(local_address);
  return address === undefined ? [] : [{ ...(name !== undefined && { name }), address }];
}

/** Names may hold `::` as well: Istio calls the listener of an IPv6 address `fd00::1_9080`. */
const nameAndAddress =
  /^(\S{1,500}?)::(\[[0-9a-fA-F:.%]{2,60}\]:\d{1,5}|[\d.]{7,15}:\d{1,5}|[a-z]{1,20}:\/\/\S{0,500}|[/@]\S{0,500})$/;

function fromLine(line: string): Listeners {
  const [, name, address] = nameAndAddress.exec(line.slice(0, 1200).trim()) ?? [];
  return name === undefined || address === undefined ? [] : [{ name, address }];
}
