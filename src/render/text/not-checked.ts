import type { Report } from '../../report/schema.js';
import type { Facts } from '../facts.js';
import { count, digits, firstFew, place } from '../words.js';
import { type Context, width } from './context.js';
import { labelled } from './wrap.js';

const shownOfTheUnusable = 5;

/** What could not be checked, why, and the command that would supply it; and what was there only in part. */
export function notChecked(context: Context): string[] {
  const { report, facts, verbose, paint } = context;
  const lines = [
    ...(isConfigurationAlone(report) && !verbose ? configurationAlone : missing(context)),
    ...failed(facts),
    ...facts.partial.map(
      ({ title, seen, expected }) => `  ${title}: ${digits(seen)} of ${digits(expected)} were in the bundle`,
    ),
    ...unusable(report, verbose),
    ...(verbose ? redacted(report) : []),
  ];
  if (facts.notRun.length > 0) {
    return [paint('bold', `Not checked: ${facts.notRun.length} of ${count(report.checks.length, 'check')}`), ...lines];
  }
  return lines.length === 0 ? [] : [paint('bold', 'Read in part:'), ...lines];
}

/** Whoever gives manifests knows that they say nothing about a running mesh. */
function isConfigurationAlone({ bundles }: Report): boolean {
  return bundles.every(({ layout }) => layout === 'manifests');
}

const configurationAlone = [
  '  They look at a running mesh, or at objects that are not among the manifests (-v lists them)',
];

function missing({ facts, verbose, paint }: Context): string[] {
  return [
    ...facts.missing.flatMap(({ because, blocks, capture }) => [
      ...labelled('  ', because, width),
      ...labelled('      blocks  ', firstFew(blocks, verbose ? blocks.length : 3), width).map((line) =>
        paint('dim', line),
      ),
      ...capture.split('\n').map((line) => `      get it  ${line}`),
    ]),
    ...withoutSupplier(facts).flatMap(({ id, because = 'no reason given' }) =>
      labelled('  ', `${id}: ${because}`, width),
    ),
  ];
}

/** Checks that could not tell and that no missing part explains. */
function withoutSupplier({ notRun, missing }: Facts): Facts['notRun'] {
  const explained = new Set(missing.flatMap(({ blocks }) => blocks));
  return notRun.filter(({ id, outcome }) => outcome !== 'error' && !explained.has(id));
}

function failed({ notRun }: Facts): string[] {
  return notRun
    .filter(({ outcome }) => outcome === 'error')
    .flatMap(({ id, because = 'no reason given' }) => labelled('  ', `${id} failed: ${because}`, width));
}

function redacted({ coverage: { redacted } }: Report): string[] {
  if (redacted === undefined || redacted.values === 0) return [];
  return [
    `  The capture took ${count(redacted.values, 'value')} out of ${count(redacted.entries, 'entry', 'entries')}`,
  ];
}

function unusable({ coverage }: Report, verbose: boolean): string[] {
  const shown = verbose ? coverage.unusable : coverage.unusable.slice(0, shownOfTheUnusable);
  const rest = coverage.unusable.length - shown.length;
  return [
    ...shown.flatMap((entry) => labelled('  ', `${place(entry)} is unusable: ${entry.reason}`, width)),
    ...(rest > 0 ? [`  and ${count(rest, 'more entry', 'more entries')} that could not be used`] : []),
  ];
}
