import type { Inspection } from '../../report/inspection.js';
import type { Report } from '../../report/schema.js';
import type { Facts } from '../facts.js';

/** Fixed, so that the same report gives the same text everywhere. */
export const width = 100;

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue';

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34 } satisfies Record<Style, number>;

export interface Context {
  report: Report;
  facts: Facts;
  color: boolean;
  verbose: boolean;
  paint(style: Style, text: string): string;
}

export interface InspectionContext {
  inspection: Inspection;
  /** Every list in full. */
  verbose: boolean;
  paint: Context['paint'];
}

export function painter(color: boolean): Context['paint'] {
  return (style, text) => (color ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}
