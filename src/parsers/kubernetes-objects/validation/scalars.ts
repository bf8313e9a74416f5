import { quote, type Report } from './report.js';
import { millisecond, parseDuration } from './values/durations.js';

/**
 * The shape of a value in a custom resource. Reading follows protobuf's JSON mapping, as istiod does: null is absent, numbers may
 * be quoted, an enumeration may be its number, field names may be written with underscores. What the CRD is stricter about is
 * reported as refused. What cannot be read is left out of the result.
 */
export interface Schema<T> {
  read(value: unknown, field: string, report: Report): T | undefined;
  /** Null is as good as absent for the CRD too (protobuf's wrapper types). */
  nullable?: true;
}

interface TextOptions {
  min?: number;
  max?: number;
  pattern?: RegExp;
  /** More of what the CRD asks; returns what is wrong. */
  rule?(value: string): string | undefined;
}

export function text({ min = 0, max, pattern, rule }: TextOptions = {}): Schema<string> {
  return {
    read(value, field, report) {
      if (typeof value !== 'string') return wrongType('a string', field, report);
      if (value.length < min)
        report.refuse(field, min === 1 ? 'must not be empty' : `must have ${min} characters or more`);
      if (max !== undefined && value.length > max) report.refuse(field, `must not have more than ${max} characters`);
      else if (pattern !== undefined && !pattern.test(value))
        report.refuse(field, `${quote(value)} is not of the form it must have`);
      const problem = rule?.(value);
      if (problem !== undefined) report.refuse(field, problem);
      return value;
    },
  };
}

/** An enumeration, its names in the order of their numbers. */
export function choice<const N extends string>(...names: readonly N[]): Schema<N> {
  return {
    read(value, field, report) {
      const known = names.find((name) => name === value);
      if (known !== undefined) return known;
      if (typeof value === 'number' && Number.isInteger(value)) {
        report.refuse(field, 'must be a name, not a number');
        return names[value];
      }
      if (typeof value !== 'string') return wrongType('a name', field, report);
      report.malformed(field, `${quote(value)} is none of ${names.join(', ')}`);
    },
  };
}

export const flag: Schema<boolean> = {
  read(value, field, report) {
    return typeof value === 'boolean' ? value : wrongType('true or false', field, report);
  },
};

export interface Range {
  min?: number;
  max?: number;
}

const decimal = /^-?\d{1,20}(?:\.\d{1,20})?(?:[eE][-+]?\d{1,3})?$/;

function readNumber(value: unknown, field: string, report: Report): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'string' || !decimal.test(value)) return undefined;
  report.refuse(field, `must be a number, not the string ${quote(value)}`);
  return Number(value);
}

function whole(least: number, most: number, { min = least, max = most }: Range): Schema<number> {
  return {
    read(value, field, report) {
      const number = readNumber(value, field, report);
      if (number === undefined || !Number.isInteger(number)) return wrongType('a whole number', field, report);
      if (number < least || number > most) {
        report.malformed(field, `${number} is out of range`);
        return;
      }
      if (number < min || number > max) report.refuse(field, `${number} is not between ${min} and ${max}`);
      return number;
    },
  };
}

export const int32 = (range: Range = {}) => whole(-(2 ** 31), 2 ** 31 - 1, range);
export const uint32 = (range: Range = {}) => whole(0, 2 ** 32 - 1, range);
/** Larger values lose their last digits on the way through JSON. */
export const uint64 = whole(0, 2 ** 64, {});

export function double({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Range = {}): Schema<number> {
  return {
    read(value, field, report) {
      const number = readNumber(value, field, report);
      if (number === undefined) return wrongType('a number', field, report);
      if (number < min || number > max) report.refuse(field, `${number} is not between ${min} and ${max}`);
      return number;
    },
  };
}

/** Nanoseconds. `anyDuration` may be zero and finer than a millisecond. */
export const anyDuration: Schema<bigint> = {
  read(value, field, report) {
    if (typeof value !== 'string') return wrongType('a duration', field, report);
    const duration = parseDuration(value);
    if (duration === undefined) report.malformed(field, `${quote(value)} is no duration such as 1.5s or 2m`);
    return duration;
  },
};

export const duration: Schema<bigint> = {
  read(value, field, report) {
    const read = anyDuration.read(value, field, report);
    if (read === undefined) return;
    if (read < millisecond) report.error(field, 'must be a millisecond or more');
    else if (read % millisecond !== 0n) report.error(field, 'must be whole milliseconds');
    return read;
  },
};

export function wrongType(expected: string, field: string, report: Report): undefined {
  report.malformed(field, `must be ${expected}`);
}
