import type { Inspection } from '../../report/inspection.js';
import { incompleteReasons } from '../facts.js';
import { bundleWords, byteSize, count, digits, firstFew, meshWords, noteText } from '../words.js';
import { painter, width } from './context.js';
import type { TextOptions } from './index.js';
import { labelled, wrap, wrapParts } from './wrap.js';

/** How much of each list is shown without `verbose`. */
const shownOfList = 10;
const shownPaths = 3;

interface Context {
  inspection: Inspection;
  verbose: boolean;
  paint: ReturnType<typeof painter>;
}

/** What is in a bundle, for a terminal: the bundle, its contents, the mesh, the capture, and what could not be read. */
export function renderInspection(inspection: Inspection, { color = false, verbose = false }: TextOptions = {}): string {
  const context: Context = { inspection, verbose, paint: painter(color) };
  const blocks = [header, contents, inventory, capture, read, unusable, absent, notRead].map((block) => block(context));
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function header({ inspection: { bundle, mesh }, paint }: Context): string[] {
  const [first = '', ...rest] = bundleWords(bundle);
  const reasons = incompleteReasons({ complete: bundle.complete, bundles: [bundle] });
  const warning = reasons.length === 0 ? [] : wrap(`bundle is incomplete: ${firstFew(reasons, 3, '; ')}`, width);
  return [
    ...warning.map((line) => paint('yellow', line)),
    ...wrapParts([`${bundle.name}  ${first}`, ...rest], width).map((line) => paint('bold', line)),
    ...wrapParts(meshWords(mesh), width),
    ...versions(mesh),
    ...bundle.layouts.flatMap((layout) => wrap(layoutWords(layout), width)),
    ...(bundle.complete ? ['complete: nothing of it is damaged, cut off or beyond a limit'] : []),
    `sha256 ${bundle.sha256}`,
  ];
}

/** Only where the one list above leaves open who has which version. */
function versions({ istioVersions, controlPlaneVersions, proxyVersions }: Inspection['mesh']): string[] {
  if (istioVersions.length < 2) return [];
  return [
    ...labelled('control plane  ', controlPlaneVersions.join(', ') || 'unknown', width),
    ...labelled('proxies        ', proxyVersions.join(', ') || 'unknown', width),
  ];
}

function layoutWords({ layout, root, given, markers }: Inspection['bundle']['layouts'][number]): string {
  const where = root === '' ? '' : ` in ${root}`;
  if (given) return `layout ${layout}${where}, as given with --layout`;
  return `layout ${layout}${where}, recognised by ${firstFew(markers, shownPaths)}`;
}

function contents({ inspection, paint }: Context): string[] {
  const rows = inspection.contents.map(({ kind, entries, bytes, unusable }) => [
    kind,
    digits(entries),
    byteSize(bytes),
    unusable === 0 ? '' : `${digits(unusable)} unusable`,
  ]);
  return [paint('bold', 'Contents'), ...table([['kind', 'entries', 'size', ''], ...rows])];
}

/** Columns two spaces apart, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const widths = [0, 1, 2].map(widthOf);
  return rows.map(([name = '', number = '', size = '', rest = '']) =>
    `  ${name.padEnd(widths[0] ?? 0)}  ${number.padStart(widths[1] ?? 0)}  ${size.padStart(widths[2] ?? 0)}  ${rest}`.trimEnd(),
  );
}

const inventoryWords: readonly (readonly [key: string, one: string, many?: string])[] = [
  ['namespaces', 'namespace'],
  ['nodes', 'node'],
  ['pods', 'pod'],
  ['services', 'service'],
  ['istiods', 'control plane pod'],
  ['proxies', 'proxy dump'],
  ['clustersTotal', 'cluster'],
  ['listenersTotal', 'listener'],
  ['virtualHostsTotal', 'virtual host'],
  ['endpointsTotal', 'endpoint'],
  ['accessLogLines', 'access log line'],
];

function inventory({ inspection, paint }: Context): string[] {
  const parts = inventoryWords.flatMap(([key, one, many]) => {
    const number = inspection.inventory[key];
    return typeof number === 'number' ? [count(number, one, many)] : [];
  });
  return [paint('bold', 'Inventory'), ...indented(wrapParts(parts, width - 2))];
}

function capture({ inspection: { capture: record }, verbose, paint }: Context): string[] {
  if (record === undefined) return [paint('bold', 'Capture'), '  the bundle holds no record of its capture'];
  const { failed, skipped, redacted = [], truncated = [] } = record;
  const values = redacted.reduce((sum, entry) => sum + entry.values, 0);
  const lines = [
    ...byReason('failed   ', failed, verbose),
    ...byReason('skipped  ', skipped, verbose),
    ...(values === 0
      ? []
      : labelled(
          '  redacted ',
          `${count(values, 'value')} in ${paths(
            redacted.map(({ path }) => path),
            verbose,
          )}`,
          width,
        )),
    ...(truncated.length === 0 ? [] : labelled('  cut      ', paths(truncated, verbose), width)),
  ];
  return [paint('bold', 'Capture'), ...(lines.length === 0 ? ['  every step was done'] : lines)];
}

/** Steps that share a reason stand together. */
function byReason(label: string, steps: readonly { step: string; path?: string; reason: string }[], verbose: boolean) {
  const groups = new Map<string, string[]>();
  for (const { step, path = step, reason } of steps) {
    const places = groups.get(reason);
    if (places === undefined) groups.set(reason, [path]);
    else places.push(path);
  }
  const shown = [...groups].slice(0, verbose ? groups.size : shownOfList);
  const rest = groups.size - shown.length;
  return [
    ...shown.flatMap(([reason, places]) => labelled(`  ${label}`, `${reason}: ${paths(places, verbose)}`, width)),
    ...(rest > 0 ? [`  ${label}for ${count(rest, 'more reason')} (-v lists them)`] : []),
  ];
}

function paths(places: readonly string[], verbose: boolean): string {
  return firstFew(places, verbose ? places.length : shownPaths);
}

function read({ inspection: { coverage }, paint }: Context): string[] {
  const filled = coverage.read.filter(({ empty }) => !empty);
  const none = coverage.read.filter(({ empty }) => empty);
  const parts = filled.map(
    ({ title, seen, expected }) => `${title} ${digits(seen)}${expected === undefined ? '' : ` of ${digits(expected)}`}`,
  );
  return [
    paint('bold', `Read: ${count(filled.length, 'part')}`),
    ...indented(wrapParts(parts, width - 2)),
    ...(none.length === 0 ? [] : labelled('  there are none: ', none.map(({ title }) => title).join(', '), width)),
  ];
}

function unusable({ inspection: { bundle, coverage }, verbose, paint }: Context): string[] {
  const lines = [
    ...coverage.unusable.map(({ path, reason }) => `${path}: ${reason}`),
    ...bundle.notes.map((note) => (note.path === undefined ? '' : `${note.path}: `) + noteText(note)),
  ];
  if (lines.length === 0) return [];
  const shown = lines.slice(0, verbose ? lines.length : shownOfList);
  const rest = lines.length - shown.length;
  return [
    paint('bold', `Not usable, or in part: ${digits(lines.length)}`),
    ...shown.flatMap((line) => labelled('  ', line, width)),
    ...(rest > 0 ? [`  and ${digits(rest)} more (-v lists them)`] : []),
  ];
}

function absent({ inspection: { coverage }, paint }: Context): string[] {
  if (coverage.absent.length === 0) return [];
  return [
    paint('bold', `Not in the bundle: ${count(coverage.absent.length, 'part')}`),
    ...coverage.absent.flatMap(({ because, capture: command }) => [
      ...labelled('  ', because, width),
      ...command.split('\n').map((line) => `      get it  ${line}`),
    ]),
  ];
}

function notRead({ inspection: { coverage }, verbose, paint }: Context): string[] {
  const { recognised, unknown, examples } = coverage.notRead;
  if (recognised + unknown === 0) return [];
  const shown = examples.slice(0, verbose ? examples.length : shownPaths);
  const rest = unknown - shown.length;
  const more = rest > 0 ? ` and ${digits(rest)} more` : '';
  return [
    paint('bold', `Not read: ${count(recognised + unknown, 'entry', 'entries')}`),
    ...(recognised === 0 ? [] : [`  ${digits(recognised)} that the layout has a place for and that no check needs`]),
    ...(unknown === 0
      ? []
      : labelled('  ', `${digits(unknown)} that no layout knows: ${shown.join(', ')}${more}`, width)),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
