import type { Inspection } from '../../report/inspection.js';
import { count, digits, firstFew, noteText } from '../words.js';
import { type InspectionContext, width } from './context.js';
import { labelled } from './wrap.js';

/** How much of each list is shown without `verbose`. */
const shownOfList = 10;
const shownPaths = 3;
/** Each takes three lines or more. */
const shownMissing = 20;

/** Proxies of which the same is there, or is missing, stand together, the largest group first and those with all ahead. */
export function proxies({ inspection: { proxies: all }, verbose, paint }: InspectionContext): string[] {
  if (all.length === 0) return [];
  const isWhole = ({ unusable, lacks }: Proxy) => unusable.length + lacks.length === 0;
  const whole = largestFirst(grouped(all.filter(isWhole), (proxy) => ({ of: partsOf(proxy), item: nameOf(proxy) })));
  const gaps = largestFirst(
    grouped(
      all.filter((proxy) => !isWhole(proxy)),
      (proxy) => ({ of: gapOf(proxy), item: nameOf(proxy) }),
    ),
  );
  return [
    paint('bold', `Proxies: ${digits(all.length)}`),
    ...capped(whole, verbose, ([parts, names]) =>
      labelled('  ', `${digits(names.length)} with ${parts}${verbose ? `: ${names.join(', ')}` : ''}`, width),
    ),
    ...capped(gaps, verbose, ([gap, names]) =>
      labelled('  ', `${digits(names.length)} ${gap}: ${few(names, verbose)}`, width),
    ),
  ];
}

type Proxy = Inspection['proxies'][number];

function largestFirst(groups: readonly Group[]): Group[] {
  return groups.toSorted(([, a], [, b]) => b.length - a.length);
}

function partsOf({ has }: Proxy): string {
  return has.filter((part) => part !== 'previous log').join(', ');
}

function gapOf({ unusable, lacks }: Proxy): string {
  const broken = unusable.length === 0 ? [] : [`cannot be used: ${unusable.join(', ')}`];
  const gone = lacks.length === 0 ? [] : [`without ${lacks.join(', ')}`];
  return [...gone, ...broken].join('; ');
}

function nameOf({ namespace, pod, node }: Proxy): string {
  return pod === undefined ? `node ${node}` : `${namespace}/${pod}`;
}

export function capture({ inspection: { capture: record }, verbose, paint }: InspectionContext): string[] {
  if (record === undefined)
    return [
      paint('bold', 'Capture'),
      '  the bundle holds no record of its capture: what failed and what was never asked for look the same',
    ];
  const { failed, skipped, redacted = [], truncated = [] } = record;
  const values = redacted.reduce((sum, entry) => sum + entry.values, 0);
  const takenOut = few(
    redacted.map(({ path }) => path),
    verbose,
  );
  const lines = [
    ...steps('failed   ', failed, verbose),
    ...steps('skipped  ', skipped, verbose),
    ...(values === 0 ? [] : labelled('  redacted ', `${count(values, 'value')} in ${takenOut}`, width)),
    ...(truncated.length === 0 ? [] : labelled('  cut      ', few(truncated, verbose), width)),
  ];
  return [paint('bold', 'Capture'), ...(lines.length === 0 ? ['  every step was done'] : lines)];
}

/** Steps that share a reason stand together. */
function steps(label: string, of: readonly { step: string; path?: string; reason: string }[], verbose: boolean) {
  const groups = grouped(of, ({ step, path = step, reason }) => ({ of: reason, item: path }));
  return capped(groups, verbose, ([reason, places]) =>
    labelled(`  ${label}`, `${reason}: ${few(places, verbose)}`, width),
  );
}

export function unusable({ inspection: { bundle, coverage }, verbose, paint }: InspectionContext): string[] {
  const useless = grouped(coverage.unusable, ({ path, reason }) => ({ of: reason, item: path }));
  const partly = grouped(bundle.notes, (note) => ({ of: noteText(note), item: note.path }));
  const line = ([reason, paths]: Group) =>
    labelled('  ', paths.length === 0 ? reason : `${reason}: ${few(paths, verbose)}`, width);
  return [
    ...(useless.length === 0
      ? []
      : [
          paint('bold', `Captured, but unusable: ${count(coverage.unusable.length, 'entry', 'entries')}`),
          ...capped(useless, verbose, line),
        ]),
    ...(partly.length === 0
      ? []
      : [
          paint('bold', `Read only in part: ${count(bundle.notes.length, 'remark')}`),
          ...capped(partly, verbose, line),
        ]),
  ];
}

export function notRead({ inspection: { coverage }, verbose, paint }: InspectionContext): string[] {
  const { recognised, unknown, examples } = coverage.notRead;
  if (recognised + unknown === 0) return [];
  const shown = examples.slice(0, verbose ? examples.length : shownPaths);
  const rest = unknown - shown.length;
  const more = rest > 0 ? ` and ${digits(rest)} more` : '';
  return [
    paint('bold', `Not read: ${count(recognised + unknown, 'entry', 'entries')}`),
    ...(unknown === 0 ? [] : labelled('  ', `${digits(unknown)} not understood: ${shown.join(', ')}${more}`, width)),
    ...(recognised === 0 ? [] : [`  ${digits(recognised)} known to the layout and needed by no check`]),
  ];
}

/** What blocks most checks comes first. */
export function missing({ inspection: { bundle, coverage }, verbose, paint }: InspectionContext): string[] {
  const absent = coverage.absent.toSorted((a, b) => b.blocks.length - a.blocks.length);
  if (absent.length === 0) return [];
  const checks = new Set(absent.flatMap(({ blocks }) => blocks)).size;
  const blocking = absent.filter(({ blocks }) => blocks.length > 0);
  const shown = verbose ? absent : blocking.slice(0, shownMissing);
  const rest = absent.length - shown.length;
  const cut = bundle.notes.some(({ code }) => code === 'archive-truncated');
  return [
    paint('bold', `Missing: ${count(absent.length, 'part')}; ${count(checks, 'check')} cannot run without them`),
    ...(cut ? ['  what the archive lost where it ends early counts as missing'] : []),
    ...shown.flatMap((part) => missingPart(part, verbose)),
    ...(rest > 0 ? [`  and ${count(rest, 'part')} that block fewer checks or none (-v lists them)`] : []),
    '  `meshtriage capture-script` prints a script that gets most of these from a running mesh',
  ];
}

function missingPart(
  { because, blocks, capture: command }: Inspection['coverage']['absent'][number],
  verbose: boolean,
): string[] {
  return [
    ...labelled('  ', because, width),
    ...(blocks.length === 0 ? [] : labelled('      blocks  ', few(blocks, verbose), width)),
    ...command.split('\n').map((line) => `      get it  ${line}`),
  ];
}

type Group = readonly [what: string, items: readonly string[]];

/** Items by what is said of them, in the order of their first appearance. */
function grouped<T>(all: readonly T[], said: (one: T) => { of: string; item: string | undefined }): Group[] {
  const groups = new Map<string, string[]>();
  for (const one of all) {
    const { of, item } = said(one);
    const items = groups.get(of) ?? [];
    groups.set(of, items);
    if (item !== undefined) items.push(item);
  }
  return [...groups];
}

function capped(groups: readonly Group[], verbose: boolean, lines: (group: Group) => string[]): string[] {
  const shown = groups.slice(0, verbose ? groups.length : shownOfList);
  const rest = groups.length - shown.length;
  return [...shown.flatMap(lines), ...(rest > 0 ? [`  and ${digits(rest)} more (-v lists them)`] : [])];
}

function few(items: readonly string[], verbose: boolean): string {
  return firstFew(items, verbose ? items.length : shownPaths);
}
