import { expect, test } from 'vitest';
import { reportJsonSchema } from '../../src/report/json-schema.js';

test('the JSON Schema names the members of the report and stays open to later ones', () => {
  const schema = reportJsonSchema();
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { schema: { const: 'meshtriage.report/1' }, findings: { type: 'array' } },
    required: expect.arrayContaining(['schema', 'complete', 'bundles', 'summary', 'findings', 'coverage']),
  });
  expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
});
