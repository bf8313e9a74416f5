import type { Report } from '../report.js';
import type { Schema } from '../schema.js';

/** What of an object's metadata the rules ask for. */
export interface Header {
  name: string;
  /** '' for what has none. */
  namespace: string;
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
}

/** How the objects of one kind are validated. */
export interface KindRules<S = never> {
  kind: string;
  group: string;
  spec: Schema<S>;
  /** The CRD wants a spec. */
  requiresSpec?: true;
  /** What istiod's webhook asks beyond the schema. A missing spec is asked as an empty one. */
  check(spec: S, report: Report, header: Header): void;
}

export function defineRules<S>(rules: KindRules<S>): KindRules<S> {
  return rules;
}
