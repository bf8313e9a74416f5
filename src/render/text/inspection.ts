import type { Inspection } from '../../report/inspection.js';
import { incompleteReasons } from '../facts.js';
import { bundleWords, byteSize, count, digits, firstFew, meshWords } from '../words.js';
import { type InspectionContext, painter, width } from './context.js';
import type { TextOptions } from './index.js';
import { capture, missing, notRead, proxies, unusable } from './inspection-gaps.js';
import { labelled, wrap, wrapParts } from './wrap.js';

const shownMarkers = 3;

/** What is in a bundle, for a terminal: what there is, by kind and by proxy, then what is not, and last how to get it. */
export function renderInspection(inspection: Inspection, { color = false, verbose = false }: TextOptions = {}): string {
  const context: InspectionContext = { inspection, verbose, paint: painter(color) };
  const sections = [header, contents, inventory, read, proxies, capture, unusable, notRead, missing];
  return `${sections
    .map((section) => section(context))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function header({ inspection: { bundle, mesh }, paint }: InspectionContext): string[] {
  const [first = '', ...rest] = bundleWords(bundle);
  const reasons = incompleteReasons({ complete: bundle.complete, bundles: [bundle] });
  const warning = reasons.length === 0 ? [] : wrap(`bundle is incomplete: ${firstFew(reasons, 3, '; ')}`, width);
  return [
    ...warning.map((line) => paint('yellow', line)),
    ...wrapParts([`${bundle.name}  ${first}`, ...rest], width).map((line) => paint('bold', line)),
    ...wrapParts(meshWords(mesh), width),
    ...versions(mesh),
    ...layoutLines(bundle),
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

function layoutLines({ layout, layouts }: Inspection['bundle']): string[] {
  if (layouts.length === 0)
    return [`layout ${layout}, recognised by the content of the files: no folder of a known tool`];
  return layouts.flatMap(({ layout, root, given, markers }) => {
    const where = root === '' ? '' : ` in ${root}`;
    const why = given ? 'as given with --layout' : `recognised by ${firstFew(markers, shownMarkers)}`;
    return wrap(`layout ${layout}${where}, ${why}`, width);
  });
}

function contents({ inspection, paint }: InspectionContext): string[] {
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

/** Each count with the part of the bundle that it comes from. */
const inventoryWords: readonly (readonly [key: string, part: string, one: string, many?: string])[] = [
  ['namespaces', 'namespaces', 'namespace'],
  ['nodes', 'nodes', 'node'],
  ['pods', 'pods', 'pod'],
  ['services', 'services', 'service'],
  ['istiods', 'pods', 'control plane pod'],
  ['proxies', 'proxyConfigs', 'proxy dump'],
  ['clustersTotal', 'proxyConfigs', 'Envoy cluster'],
  ['listenersTotal', 'proxyConfigs', 'listener'],
  ['virtualHostsTotal', 'proxyConfigs', 'virtual host'],
  ['endpointsTotal', 'proxyConfigs', 'endpoint'],
  ['accessLogLines', 'proxyLogs', 'access log line'],
];

/** A count of nothing is shown only where the bundle would have shown some. */
function inventory({ inspection: { inventory, coverage }, paint }: InspectionContext): string[] {
  const known = new Set(coverage.read.map(({ what }) => what));
  const parts = inventoryWords.flatMap(([key, part, one, many]) => {
    const number = inventory[key];
    return typeof number === 'number' && (number > 0 || known.has(part)) ? [count(number, one, many)] : [];
  });
  if (parts.length === 0) return [];
  return [paint('bold', 'Inventory'), ...indented(wrapParts(parts, width - 2))];
}

/** Parts that are one thing, of which a number would say nothing. */
const single = ['mesh', 'capture', 'meshConfig', 'versions', 'connectedProxies'];

function read({ inspection: { coverage }, paint }: InspectionContext): string[] {
  const filled = coverage.read.filter(({ empty }) => !empty);
  const none = coverage.read.filter(({ empty }) => empty);
  const parts = filled.map(({ what, title, seen, expected }) => {
    if (single.includes(what)) return title;
    return `${title} ${digits(seen)}${expected === undefined ? '' : ` of ${digits(expected)}`}`;
  });
  return [
    paint('bold', `Read: ${count(filled.length, 'part')}`),
    ...indented(wrapParts(parts, width - 2)),
    ...(none.length === 0 ? [] : labelled('  none in the mesh: ', none.map(({ title }) => title).join(', '), width)),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
