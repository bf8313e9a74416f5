/** One row of a table, cut into cells by column name; blank cells are not in the map. */
export interface Row {
  cells: ReadonlyMap<string, string>;
  namespace: string;
  line: number;
  text: string;
}

/** Where the row stands, as evidence. */
export interface Place {
  line: number;
  excerpt: string;
}

export function placeOf({ line, text }: Row): Place {
  return { line, excerpt: text.slice(0, 240) };
}

/**
 * The name without the type that kubectl puts in front when several types are asked for (`pod/cart`, `deployment.apps/cart`).
 * Nothing when the cell is no name: an error text in the middle of a table is not an object.
 */
export function nameOf({ cells }: Row): string | undefined {
  return /^(?:[a-z0-9.]{1,253}\/)?([a-z0-9][a-z0-9.-]{0,252})$/.exec(cells.get('NAME') ?? '')?.[1];
}

/** `<none>`, `<unset>`, `<unknown>` are kubectl's way to leave a cell out. */
export function cell({ cells }: Row, column: string): string | undefined {
  const value = cells.get(column);
  return value === undefined || /^<(?:none|unset|unknown|invalid)>$/.test(value) ? undefined : value;
}
