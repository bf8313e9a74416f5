import { z } from 'zod';
import { looseNumber, loosePort, textMap } from './common.js';

// Configuration is read past its mistakes: a field of the wrong shape counts as not set (admission rules report it), so that
// the rest of the object can still be looked at.

export const softText = z.string().optional().catch(undefined);
export const softNumber = looseNumber.optional().catch(undefined);
export const softPort = loosePort.optional().catch(undefined);
export const softFlag = z.boolean().optional().catch(undefined);
/** Numbers among texts are what YAML makes of ports and versions without quotes. */
const looseText = z.union([z.string(), z.number().transform(String)]);
export const softTexts = z.array(looseText).default([]).catch([]);
export const softTextMap = textMap.catch(() => new Map<string, string>());

/** That a block is there, whatever is in it. */
export const presence = z
  .unknown()
  .transform((value) => value !== undefined)
  .optional()
  .catch(undefined)
  .transform((there) => there === true);

/** A block that is read as if it were empty where it is missing or of another shape. */
export function block<S>(schema: z.ZodType<S>) {
  const empty = () => schema.parse({});
  return schema
    .optional()
    .catch(undefined)
    .transform((value) => value ?? empty());
}

/** A block that may be missing. */
export function softBlock<S>(schema: z.ZodType<S>) {
  return schema.optional().catch(undefined);
}

/** A list whose places count: an element of another shape is read as an empty one. */
export function items<S>(schema: z.ZodType<S>) {
  return z
    .array(schema.catch(() => schema.parse({})))
    .default([])
    .catch([]);
}

type Compact<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** Leaves out what is undefined: absent means unknown. */
export function compact<T extends object>(fields: T): Compact<T> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) kept[key] = value;
  return kept as Compact<T>;
}
