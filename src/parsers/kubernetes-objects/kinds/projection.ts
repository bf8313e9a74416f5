import type { z } from 'zod';
import { type Projection, union } from '../../support/projection.js';

/** The parts of zod's own description of a schema that tell which fields it reads. */
type Definition =
  | { type: 'object'; shape: Record<string, z.ZodType> }
  | { type: 'array'; element: z.ZodType }
  | { type: 'optional' | 'default' | 'prefault' | 'catch'; innerType: z.ZodType }
  | { type: 'pipe'; in: z.ZodType }
  | { type: 'union'; options: readonly z.ZodType[] }
  | { type: 'unknown' }
  | { type: 'string' | 'number' | 'boolean' | 'enum' | 'custom' | 'record' };

/** What a schema reads of its input, so that a parser need not read the rest. `z.unknown()` asks for presence only. */
export function projectionOf(schema: z.ZodType): Projection {
  const definition = schema.def as unknown as Definition;
  switch (definition.type) {
    case 'object':
      return { fields: new Map(Object.entries(definition.shape).map(([key, field]) => [key, projectionOf(field)])) };
    case 'array':
      return { items: projectionOf(definition.element) };
    case 'optional':
    case 'default':
    case 'prefault':
    case 'catch':
      return projectionOf(definition.innerType);
    case 'pipe':
      return projectionOf(definition.in);
    case 'union':
      return definition.options.map(projectionOf).reduce(union);
    case 'unknown':
      return 'presence';
    default:
      return 'all';
  }
}
