import type { Report } from '../report/schema.js';
import { renderHtml } from './html/index.js';
import { renderJson, renderNdjson } from './json.js';
import { renderMarkdown } from './markdown.js';
import { renderText, type TextOptions } from './text/index.js';

export type RenderOptions = TextOptions;

/** Every output format; each is a pure function of the report. */
const renderers = {
  text: renderText,
  html: renderHtml,
  json: renderJson,
  ndjson: renderNdjson,
  markdown: (report) => renderMarkdown(report),
} satisfies Record<string, (report: Report, options: RenderOptions) => string>;

export type FormatName = keyof typeof renderers;

export const formats = Object.keys(renderers) as readonly FormatName[];

export function render(report: Report, format: FormatName, options: RenderOptions = {}): string {
  return renderers[format](report, options);
}
