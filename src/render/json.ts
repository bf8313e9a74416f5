import { printableJson } from '../core/display.js';
import type { Report } from '../report/schema.js';

/** The report as it is; what cannot be printed is a JSON escape. */
export function renderJson(report: Report): string {
  return `${toJson(report, 2)}\n`;
}

/** One finding a line. When the bundle is incomplete, the first line says so instead. */
export function renderNdjson(report: Report): string {
  const warning = report.complete
    ? []
    : [{ complete: false, bundles: report.bundles.map(({ name, notes }) => ({ name, notes })) }];
  return [...warning, ...report.findings].map((value) => `${toJson(value)}\n`).join('');
}

export function toJson(value: unknown, indentation?: number): string {
  return printableJson(JSON.stringify(value, undefined, indentation));
}
