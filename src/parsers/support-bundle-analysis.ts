import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { shorten } from '../core/shorten.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';

/** `analysis.json` of Replicated troubleshoot: what the analyzers that the vendor chose said of the bundle. */
export interface SupportBundleAnalysis {
  /** Those that did not pass, in the order of the file. */
  verdicts: AnalyzerVerdict[];
}

export interface AnalyzerVerdict {
  /** What the analyzer is called, as a title. */
  title: string;
  severity: 'error' | 'warning';
  message?: string;
  /** Of the result in the file. */
  pointer: string;
}

const maxVerdicts = 200;

/** An analyzer that passed has severity `debug`; one that could not run has an error and no insight. */
const result = z.object({
  name: z.string().optional(),
  severity: z.enum(['error', 'warn']),
  insight: z.object({ primary: z.string().optional(), detail: z.string().optional() }).nullish(),
});

export const supportBundleAnalysis = defineTextParser<'support-bundle-analysis', SupportBundleAnalysis>({
  kind: 'support-bundle-analysis',
  errorsAreData: true,
  parse(text) {
    const results = z.array(z.unknown()).nullable().safeParse(parseJson(text)).data;
    if (results === undefined) throw new Unusable('not the results of analyzers');
    const verdicts = (results ?? []).flatMap((value, index) => verdictOf(value, `/${index}`) ?? []);
    return { artifact: { verdicts: verdicts.slice(0, maxVerdicts) } };
  },
});

function verdictOf(value: unknown, pointer: string): AnalyzerVerdict | undefined {
  const { data } = result.safeParse(value);
  const title = data?.insight?.primary || data?.name;
  if (data === undefined || !title) return undefined;
  const detail = data.insight?.detail;
  return {
    title: shorten(title),
    severity: data.severity === 'error' ? 'error' : 'warning',
    ...(detail && { message: shorten(detail) }),
    pointer,
  };
}
