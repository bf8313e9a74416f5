import { expect, test } from 'vitest';
import { z } from 'zod';
import { openBundle } from '../../src/bundle/open.js';
import { inspect } from '../../src/inspect.js';
import { inspectionJsonSchema, reportJsonSchema } from '../../src/report/json-schema.js';
import { analysis } from '../helpers/analysis.js';
import { reportOf } from '../helpers/report.js';

const root = new URL('../../fixtures/bundles/', import.meta.url).pathname;

const report = reportOf(analysis());

function published(schema: Record<string, unknown>) {
  return z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
}

test.each(['capture/broken', 'bug-report/broken'])(
  'the inspection of %s follows the published schema',
  async (tree) => {
    const found = await inspect(await openBundle(`${root}${tree}`), {}, { name: 'meshtriage', version: '1' });
    const written = JSON.parse(JSON.stringify(found));
    expect(published(inspectionJsonSchema()).safeParse(written).error).toBeUndefined();
    expect(written.proxies.length).toBeGreaterThan(0);
  },
);

test('a report follows the published schema', () => {
  expect(published(reportJsonSchema()).safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
});

test('what lacks a member or has one of another type does not follow it; members of later versions are let pass', () => {
  const schema = published(inspectionJsonSchema());
  expect(schema.safeParse({ schema: 'meshtriage.inspection/1' }).success).toBe(false);
  expect(published(reportJsonSchema()).safeParse({ ...report, summary: 3 }).success).toBe(false);
  expect(published(reportJsonSchema()).safeParse({ ...report, later: 3 }).success).toBe(true);
});

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

test('the JSON Schema of an inspection names its members and is open in the same way', () => {
  const schema = inspectionJsonSchema();
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: { schema: { const: 'meshtriage.inspection/1' }, proxies: { type: 'array' } },
    required: expect.arrayContaining(['schema', 'bundle', 'contents', 'proxies', 'coverage']),
  });
  expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
});
