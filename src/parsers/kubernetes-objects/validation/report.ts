export interface Violation {
  /** Path from the object's root: `spec.http[1].route[0].weight`. */
  field: string;
  message: string;
  level: 'error' | 'warning';
  /**
   * Who objects: istiod's validating webhook (what IST0106 and IST0133 are about), or only the schema of the custom resource
   * definition, so the API server.
   */
  by: 'crd' | 'webhook';
}

/** Takes what is wrong with one object. Fields are written as in `Violation`. */
export interface Report {
  /** The webhook rejects it. */
  error(field: string, message: string): void;
  /** The webhook lets it pass with a warning. */
  warn(field: string, message: string): void;
  /** The API server rejects it by the schema; istiod alone would take it. */
  refuse(field: string, message: string): void;
  /** istiod cannot read the value at all, so its rules are never asked. */
  malformed(field: string, message: string): void;
  /** The schema has no such field. */
  unknown(field: string): void;
}

export interface Findings extends Report {
  readonly violations: readonly Violation[];
  readonly isReadable: boolean;
}

/** More than a person would read; objects of thousands of mistakes are cut here. */
const maxViolations = 100;

/** `stored`: the API server has pruned the object, so that a field the schema lacks is one of a release newer than the schema. */
export function collectViolations({ stored }: { stored: boolean }): Findings {
  const violations: Violation[] = [];
  let isReadable = true;
  function add(field: string, message: string, level: Violation['level'], by: Violation['by']): void {
    if (violations.length < maxViolations) violations.push({ field, message, level, by });
  }
  return {
    violations,
    get isReadable() {
      return isReadable;
    },
    error: (field, message) => add(field, message, 'error', 'webhook'),
    warn: (field, message) => add(field, message, 'warning', 'webhook'),
    refuse: (field, message) => add(field, message, 'error', 'crd'),
    malformed(field, message) {
      isReadable = false;
      add(field, message, 'error', 'webhook');
    },
    unknown(field) {
      if (!stored) add(field, 'is no field of this kind; the API server rejects or drops it', 'error', 'crd');
    },
  };
}

/** Without what the schema says about a field that the webhook objects to as well. */
export function withoutRepeats(violations: readonly Violation[]): readonly Violation[] {
  const rejected = new Set(
    violations.flatMap(({ field, level, by }) => (by === 'webhook' && level === 'error' ? [field] : [])),
  );
  return violations.filter(({ field, by }) => by === 'webhook' || !rejected.has(field));
}

/** The path of a list's element or a map's member. */
export function at(field: string, key: number | string): string {
  if (typeof key === 'number') return `${field}[${key}]`;
  return /^[A-Za-z][\w-]{0,80}$/.test(key) ? `${field}.${key}` : `${field}[${JSON.stringify(clip(key))}]`;
}

const quotedLength = 80;

/** A value as messages show it. */
export function quote(value: string): string {
  return `"${clip(value)}"`;
}

function clip(value: string): string {
  return value.length > quotedLength ? `${value.slice(0, quotedLength)}…` : value;
}
