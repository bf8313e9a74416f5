/** Does the work for a configuration object once, and forgets it with the object. */
export function prepared<Key extends object, Result>(prepare: (key: Key) => Result): (key: Key) => Result {
  const results = new WeakMap<Key, { result: Result }>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined) return known.result;
    const result = prepare(key);
    results.set(key, { result });
    return result;
  };
}
