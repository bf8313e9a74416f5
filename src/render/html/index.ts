import { excerptLimits } from '../../core/evidence.js';
import type { Report } from '../../report/schema.js';
import { toJson } from '../json.js';
import { renderMarkdown } from '../markdown.js';
import { leastCardSize, maxPageSize, type PageLimits, pageLimits } from './limits.js';
import { pageView } from './page-view.js';
import { renderPage } from './templates.js';

/** How many findings the text for a ticket names. */
const summaryFindings = 10;

/**
 * The report as one page that loads nothing and can be read without script. When it would be larger than 5 MB, excerpts
 * give way first and the embedded report.json last, and the page says so.
 */
export function renderHtml(report: Report): string {
  const json = toJson(report);
  const summary = toJson(renderMarkdown(report, { findings: summaryFindings }));
  let page = '';
  for (const limits of pageLimits) {
    if (leastSize(report, limits, json) > maxPageSize) continue;
    page = renderPage(pageView(report, limits, { json: limits.embed ? json : '', summary }));
    if (Buffer.byteLength(page) <= maxPageSize) return page;
  }
  return page;
}

/** A size that the page cannot be below, so that a page that is far too large is never made. */
function leastSize(
  { findings }: Report,
  { embed, excerptLines, evidence, cardsPerCheck }: PageLimits,
  json: string,
): number {
  let size = embed ? json.length : 0;
  if (Number.isFinite(cardsPerCheck)) return size;
  for (const finding of findings) {
    size += leastCardSize;
    if (excerptLines < excerptLimits.lines) continue;
    for (const { excerpt = '' } of finding.evidence.slice(0, evidence)) size += excerpt.length;
  }
  return size;
}
