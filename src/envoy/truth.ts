/** Kleene's three-valued logic: what depends on a missing input is unknown, what does not is decided all the same. */
export type Truth = boolean | 'unknown';

export function not(value: Truth): Truth {
  return value === 'unknown' ? 'unknown' : !value;
}

/** True when there is nothing to hold. */
export function and(values: Iterable<Truth>): Truth {
  let result: Truth = true;
  for (const value of values) {
    if (value === false) return false;
    if (value === 'unknown') result = 'unknown';
  }
  return result;
}

/** False when there is nothing to choose. */
export function or(values: Iterable<Truth>): Truth {
  let result: Truth = false;
  for (const value of values) {
    if (value === true) return true;
    if (value === 'unknown') result = 'unknown';
  }
  return result;
}

/** `and` over the items, which stops at the first that does not hold. */
export function every<Item>(items: Iterable<Item>, holds: (item: Item) => Truth): Truth {
  return and(mapped(items, holds));
}

/** `or` over the items, which stops at the first that holds. */
export function some<Item>(items: Iterable<Item>, holds: (item: Item) => Truth): Truth {
  return or(mapped(items, holds));
}

function* mapped<Item>(items: Iterable<Item>, holds: (item: Item) => Truth): Generator<Truth> {
  for (const item of items) yield holds(item);
}
