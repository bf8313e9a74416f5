/**
 * What a reader wants of a document: `all` of a value, only its `presence` (an empty object stands for a block), some fields
 * of a mapping, or something of each item of a sequence.
 */
export type Projection =
  | 'all'
  | 'presence'
  | { readonly fields: ReadonlyMap<string, Projection> }
  | { readonly items: Projection };

/** Wants what either of the two wants. */
export function union(a: Projection, b: Projection): Projection {
  if (a === 'presence') return b;
  if (b === 'presence') return a;
  if (a === 'all' || b === 'all') return 'all';
  if ('items' in a && 'items' in b) return { items: union(a.items, b.items) };
  if (!('fields' in a && 'fields' in b)) return 'all';
  const fields = new Map(a.fields);
  for (const [key, wanted] of b.fields) {
    const known = fields.get(key);
    fields.set(key, known === undefined ? wanted : union(known, wanted));
  }
  return { fields };
}
