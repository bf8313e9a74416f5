import { excerptLimits } from '../../core/evidence.js';

/** How much of a report goes into the page. The report beside it is always whole. */
export interface PageLimits {
  /** Rows of evidence of one finding. */
  evidence: number;
  /** Lines of one excerpt; 0 leaves only the place. */
  excerptLines: number;
  /** Findings of one check with everything about them; further ones have only their title. */
  cardsPerCheck: number;
  /** Findings of one check, title only or not. */
  findingsPerCheck: number;
  /** Whether report.json is embedded. */
  embed: boolean;
}

const whole: PageLimits = {
  evidence: 20,
  excerptLines: excerptLimits.lines,
  cardsPerCheck: Number.POSITIVE_INFINITY,
  findingsPerCheck: Number.POSITIVE_INFINITY,
  embed: true,
};

/** What gives way when the page is too large, in this order: excerpts, evidence, cards, and the embedded report last. */
const steps: readonly PageLimits[] = [
  whole,
  { ...whole, evidence: 5, excerptLines: 3 },
  { ...whole, evidence: 3, excerptLines: 0 },
  { ...whole, evidence: 3, excerptLines: 0, cardsPerCheck: 25 },
  { ...whole, evidence: 1, excerptLines: 0, cardsPerCheck: 10, findingsPerCheck: 200 },
];

export const pageLimits: readonly PageLimits[] = [...steps, ...steps.map((step) => ({ ...step, embed: false }))];

/** In bytes of UTF-8. */
export const maxPageSize = 5 * 1024 * 1024;

/** Bytes of markup around the texts of one finding, rounded down. */
export const leastCardSize = 800;

/** Rows of a table in the page; the counts are exact. */
export const maxTableRows = 200;
