import { z } from 'zod';
import { inspectionSchema, inspectionSchemaId } from './inspection.js';
import { reportSchema, reportSchemaId } from './schema.js';

/** The JSON Schema (2020-12) of report.json, open to members that later versions add. */
export function reportJsonSchema(): Record<string, unknown> {
  return jsonSchema(`Report of meshtriage, ${reportSchemaId}`, reportSchema);
}

/** The JSON Schema (2020-12) of what `meshtriage inspect -f json` prints, open in the same way. */
export function inspectionJsonSchema(): Record<string, unknown> {
  return jsonSchema(`Inspection of a bundle by meshtriage, ${inspectionSchemaId}`, inspectionSchema);
}

function jsonSchema(title: string, of: z.ZodType): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(of, { io: 'input' });
  return { $schema, title, ...schema };
}
