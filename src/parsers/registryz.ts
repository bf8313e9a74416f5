import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import type { Note } from '../core/note.js';
import { defineTextParser } from './parser.js';
import { jsonArray } from './support/json-array.js';

/** debug/registryz of one replica: the hosts of all services that it knows, of every cluster and of ServiceEntries. */
export interface Registryz {
  hosts: Set<string>;
}

const host = z.string().min(1);
const service = z.union([
  z.object({ hostname: host }).transform(({ hostname }) => hostname),
  z.object({ Hostname: host }).transform(({ Hostname }) => Hostname),
]);

export const registryz = defineTextParser<'registryz', Registryz>({
  kind: 'registryz',
  parse(text, { path }) {
    const { items, complete } = jsonArray(text);
    const notes: Note[] = complete ? [] : [{ code: 'entry-truncated', path, detail: 'the list breaks off' }];
    const hosts = new Set(items.flatMap((item) => service.safeParse(item).data ?? []));
    if (items.length > 0 && hosts.size === 0) throw new Unusable('no list of services');
    return { artifact: { hosts }, notes };
  },
});
