import { at, type Report } from '../report.js';
import { list, map, type Read, record, text } from '../schema.js';
import { changedHeaderProblem, headerValueProblem } from '../values/headers.js';

const operations = record({ set: map(text()), add: map(text()), remove: list(text()) });

export const headers = record({ request: operations, response: operations });

/** The Host of a request can be set, that of a response is none. */
export function checkHeaders(changed: Read<typeof headers> | undefined, field: string, report: Report): void {
  for (const of of ['request', 'response'] as const) {
    const here = at(field, of);
    for (const operation of ['add', 'set'] as const) {
      for (const [name, value] of changed?.[of]?.[operation] ?? []) {
        const header = at(at(here, operation), name);
        const problem = changedHeaderProblem(name, of === 'request') ?? headerValueProblem(value);
        if (problem !== undefined) report.error(header, problem);
      }
    }
    for (const [index, name] of (changed?.[of]?.remove ?? []).entries()) {
      const problem = changedHeaderProblem(name, false);
      if (problem !== undefined) report.error(at(at(here, 'remove'), index), problem);
    }
  }
}
