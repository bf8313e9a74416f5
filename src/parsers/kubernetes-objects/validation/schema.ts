import { at, type Report } from './report.js';
import { type Range, type Schema, wrongType } from './scalars.js';

export {
  anyDuration,
  choice,
  double,
  duration,
  flag,
  int32,
  type Schema,
  text,
  uint32,
  uint64,
} from './scalars.js';

export type Read<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, Schema<unknown>>>;
type RecordOf<F extends Fields> = { [K in keyof F]?: Read<F[K]> };

/** A protobuf wrapper: null is allowed. */
export function wrapped<T>(schema: Schema<T>): Schema<T> {
  return { ...schema, nullable: true };
}

/** Free-form objects. */
export const anything: Schema<Readonly<Record<string, unknown>>> = {
  read(value, field, report) {
    return isRecord(value) ? value : wrongType('an object', field, report);
  },
};

interface ListOptions extends Range {
  /** A field that tells elements apart; two may not have the same. */
  key?: string;
}

/** Empty lists are read as absent, as protobuf does. */
export function list<T>(item: Schema<T>, { min = 0, max, key }: ListOptions = {}): Schema<readonly T[]> {
  return {
    read(value, field, report) {
      if (!Array.isArray(value)) return wrongType('a list', field, report);
      if (value.length < min) report.refuse(field, `must have ${min} elements or more`);
      if (max !== undefined && value.length > max) report.refuse(field, `must not have more than ${max} elements`);
      if (key !== undefined) refuseRepeatedKeys(value, key, field, report);
      const items: T[] = [];
      for (const [index, element] of value.entries()) {
        if (element === null) report.refuse(at(field, index), 'must not be null');
        const read = element === null ? undefined : item.read(element, at(field, index), report);
        if (read !== undefined) items.push(read);
      }
      return value.length > 0 ? items : undefined;
    },
  };
}

function refuseRepeatedKeys(elements: readonly unknown[], key: string, field: string, report: Report): void {
  const seen = new Set<unknown>();
  for (const [index, element] of elements.entries()) {
    if (!isRecord(element) || element[key] === undefined) continue;
    if (seen.has(element[key])) report.refuse(at(field, index), `has the ${key} of another element`);
    seen.add(element[key]);
  }
}

interface MapOptions extends Range {
  /** What the CRD asks of keys; returns what is wrong. */
  rule?(key: string): string | undefined;
}

export function map<T>(member: Schema<T>, { min = 0, max, rule }: MapOptions = {}): Schema<ReadonlyMap<string, T>> {
  return {
    read(value, field, report) {
      if (!isRecord(value)) return wrongType('an object', field, report);
      const members = new Map<string, T>();
      const entries = Object.entries(value);
      if (entries.length < min) report.refuse(field, `must have ${min} members or more`);
      if (max !== undefined && entries.length > max) report.refuse(field, `must not have more than ${max} members`);
      for (const [key, element] of entries) {
        const problem = rule?.(key);
        if (problem !== undefined) report.refuse(at(field, key), problem);
        if (element === null) report.refuse(at(field, key), 'must not be null');
        const read = element === null ? undefined : member.read(element, at(field, key), report);
        if (read !== undefined) members.set(key, read);
      }
      return members;
    },
  };
}

export interface RecordOptions {
  required?: readonly string[];
  /** Of each group of fields one at most may be there. */
  oneOf?: readonly (readonly string[])[];
  /** Fields of old releases, which are read no more. */
  retired?: readonly string[];
  /** Fields that the CRD has with underscores as well. */
  underscored?: readonly string[];
  /** Kinds of which only some fields are listed here. */
  open?: true;
}

export function record<F extends Fields>(fields: F, options: RecordOptions = {}): Schema<RecordOf<F>> {
  const names = new Map<string, string>(options.retired?.map((name) => [name, '']));
  for (const name in fields) {
    names.set(underscored(name), name);
    names.set(name, name);
  }
  return {
    read(value, field, report) {
      if (!isRecord(value)) return wrongType('an object', field, report);
      const result: Record<string, unknown> = {};
      for (const [key, member] of Object.entries(value)) {
        const name = names.get(key);
        if (name === undefined || (name !== key && name !== '' && !options.underscored?.includes(name))) {
          if (!options.open) report.unknown(at(field, key));
        }
        const schema = name === undefined ? undefined : fields[name];
        if (name === undefined || schema === undefined) continue;
        if (member === null && !schema.nullable) report.refuse(at(field, name), 'must not be null');
        const read = member === null ? undefined : schema.read(member, at(field, name), report);
        if (read !== undefined) result[name] = read;
      }
      refuseCombinations(value, options, field, report);
      // Every key of it is one of `fields`, read with the schema of that key.
      return result as RecordOf<F>;
    },
  };
}

function refuseCombinations(
  value: Readonly<Record<string, unknown>>,
  { required = [], oneOf = [] }: RecordOptions,
  field: string,
  report: Report,
): void {
  for (const name of required) {
    if (value[name] === undefined && value[underscored(name)] === undefined)
      report.refuse(at(field, name), 'is required');
  }
  for (const names of oneOf) {
    const given = names.filter((name) => value[name] !== undefined && value[name] !== null);
    if (given.length > 1) report.refuse(field, `can have only one of ${given.join(' and ')}`);
  }
}

/** The name of a field in the protobuf definition. */
function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
