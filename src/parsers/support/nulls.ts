/**
 * Removes fields that are null: Kubernetes takes null and absent for the same. One exception, `mtls: null`, becomes an empty
 * object: in a Policy of Istio 1.0 to 1.5 it is a peer method without settings, which means STRICT. Changes `value` itself.
 */
export function dropNulls(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const element of value) dropNulls(element);
    return;
  }
  const record = value as Record<string, unknown>;
  for (const key in record) {
    const field = record[key];
    if (field !== null) dropNulls(field);
    else if (key === 'mtls') record[key] = {};
    else delete record[key];
  }
}
