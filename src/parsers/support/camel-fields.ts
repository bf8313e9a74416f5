/**
 * One object with its field names in camelCase, and without fields that are null. Only the first level: deeper keys may be
 * names that somebody chose. What is no object comes back as it is.
 */
export function camelCaseFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([key, field]) => [camelCase(key), field]));
}

/** `local_node` as `localNode`. */
export function camelCase(key: string): string {
  return key.replace(/[a-z0-9]_[a-z]/g, (seam) => `${seam[0]}${seam[2]?.toUpperCase()}`);
}
