import { expect, test } from 'vitest';
import { z } from 'zod';
import { textMap } from '../../../../src/parsers/kubernetes-objects/kinds/common.js';
import { projectionOf } from '../../../../src/parsers/kubernetes-objects/kinds/projection.js';

test('a schema wants the fields it names, through defaults, options and transforms', () => {
  const schema = z
    .object({
      name: z.string().exactOptional(),
      labels: textMap,
      ports: z.array(z.object({ port: z.union([z.number(), z.string()]) }).transform(({ port }) => port)).default([]),
      probe: z.unknown().exactOptional(),
      rules: z.array(z.unknown()).default([]),
      status: z.object({ phase: z.enum(['Active']).default('Active') }).prefault({}),
    })
    .transform(({ name }) => name);
  expect(projectionOf(schema)).toEqual({
    fields: new Map<string, unknown>([
      ['name', 'all'],
      ['labels', 'all'],
      ['ports', { items: { fields: new Map([['port', 'all']]) } }],
      ['probe', 'presence'],
      ['rules', { items: 'presence' }],
      ['status', { fields: new Map([['phase', 'all']]) }],
    ]),
  });
});
