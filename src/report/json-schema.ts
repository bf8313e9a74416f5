import { z } from 'zod';
import { reportSchema, reportSchemaId } from './schema.js';

/** The JSON Schema (2020-12) of report.json, open to members that later versions add. */
export function reportJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema, { io: 'input' });
  return { $schema, title: `Report of meshtriage, ${reportSchemaId}`, ...schema };
}
