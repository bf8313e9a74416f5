import { severities } from '../../core/severity.js';
import type { Report } from '../../report/schema.js';
import { factsOf, incompleteReasons, verdict } from '../facts.js';
import { bundleWords, count, firstFew, meshWords, noteText, severityCount } from '../words.js';
import { type Context, painter, width } from './context.js';
import { findingLines } from './finding.js';
import { notChecked } from './not-checked.js';
import { labelled, wrap, wrapParts } from './wrap.js';

/** How many findings of a severity are shown without `verbose`; infos are only counted. */
const shownOf = { error: 20, warning: 20, info: 0 } as const;

export interface TextOptions {
  /** Colours, and signs instead of words; only for a terminal. */
  color?: boolean;
  /** Every finding with all of its evidence. */
  verbose?: boolean;
}

/** The report for a terminal or a mail: causes first, then what they do not explain, then what could not be checked. */
export function renderText(report: Report, { color = false, verbose = false }: TextOptions = {}): string {
  const context: Context = { report, facts: factsOf(report), color, verbose, paint: painter(color) };
  const blocks = [header(context), ...causes(context), ...others(context), suppressed(context), notChecked(context)];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function header({ report, facts, paint }: Context): string[] {
  const reasons = incompleteReasons(report);
  const warning = reasons.length === 0 ? [] : wrap(`bundle is incomplete: ${firstFew(reasons, 3, '; ')}`, width);
  return [
    ...warning.map((line) => paint('yellow', line)),
    ...report.bundles.flatMap((bundle) => {
      const [first = '', ...rest] = bundleWords(bundle);
      return wrapParts([`${bundle.name}  ${first}`, ...rest], width);
    }),
    ...wrapParts(meshWords(report.mesh), width),
    ...apart(report).map((line) => paint('yellow', line)),
    '',
    ...wrap(`${verdict(report, facts)}.${notRun(report, facts)}`, width).map((line) => paint('bold', line)),
  ];
}

/** Bundles that nothing joins: what is said about calls between them may be about two meshes. */
function apart({ bundles }: Report): string[] {
  const notes = bundles.flatMap(({ notes }) => notes.filter(({ code }) => code === 'cluster-apart'));
  return [...new Set(notes.map(noteText))].flatMap((text) => wrap(text, width));
}

/** Beside "no error or warning" stands what was not looked at; elsewhere it has its own section. */
function notRun({ summary }: Report, { notRun: checks }: Context['facts']): string {
  if (checks.length === 0 || summary.error + summary.warning > 0) return '';
  const ids = checks.map(({ id }) => id);
  return ` ${count(checks.length, 'check')} could not run: ${firstFew(ids, 6)}.`;
}

function causes(context: Context): string[][] {
  return context.facts.causes.flatMap(({ finding, symptoms, why }, index) => {
    const titles = firstFew(
      symptoms.map(({ title }) => title),
      2,
      '; ',
    );
    const about = [
      ...(why === '' ? [] : labelled('because   ', why, width - 8)),
      ...(symptoms.length === 0 ? [] : labelled('→ ', `${count(symptoms.length, 'symptom')}: ${titles}`, width - 8)),
    ];
    const details = context.verbose ? symptoms : [];
    return [
      findingLines(context, finding, { number: String(index + 1), about }),
      ...details.map((symptom) => findingLines(context, symptom, { number: '→' })),
    ];
  });
}

function others(context: Context): string[][] {
  const { facts, verbose } = context;
  const blocks = severities.flatMap((severity) => {
    const found = facts.others.filter((finding) => finding.severity === severity);
    const shown = verbose ? found : found.slice(0, shownOf[severity]);
    const rest = found.length - shown.length;
    const more = shown.length > 0 ? ' more' : '';
    return [
      ...shown.map((finding) => findingLines(context, finding)),
      ...(rest > 0 ? [[`  ${severityCount(severity, rest)}${more} (-v lists them)`]] : []),
    ];
  });
  return blocks.length > 0 && facts.causes.length > 0 ? [['Not explained by a cause:'], ...blocks] : blocks;
}

function suppressed({ report }: Context): string[] {
  if (report.suppressed.length === 0) return [];
  const by = [
    ...new Set(report.suppressed.map((one) => (one.until === undefined ? one.by : `${one.by} until ${one.until}`))),
  ];
  return wrap(`Suppressed: ${count(report.suppressed.length, 'finding')} (${firstFew(by, 3)})`, width);
}
