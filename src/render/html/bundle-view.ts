import type { Report, ReportBundle } from '../../report/schema.js';
import { byteSize, capitalized, capturePeriod, count, digits, firstFew, noteText } from '../words.js';
import { moreRows } from './coverage-view.js';
import { maxTableRows } from './limits.js';

/** Names that templates/partials/bundle.hbs uses. */
export type BundleView = {
  name: string;
  facts: FactView[];
  notes: { path: string; text: string }[];
  moreNotes: string;
};

export type FactView = { name: string; value: string; wide: boolean };

export function bundleView(bundle: ReportBundle): BundleView {
  const notes = bundle.notes.filter(({ code }) => !code.startsWith('cluster-'));
  const links = bundle.notes.filter(({ code }) => code.startsWith('cluster-'));
  return {
    name: bundle.name,
    facts: facts([
      ['Layout', bundle.layout],
      ['Made by', bundle.producer],
      ['Kubernetes cluster', bundle.cluster],
      ['Captured', capturePeriod(bundle)],
      ['Complete', bundle.complete ? 'yes' : 'no'],
      ['Entries', digits(bundle.entries)],
      ['Size', byteSize(bundle.bytes)],
      ['SHA-256', bundle.sha256],
      ['Other bundles', links.map(noteText).join('; ')],
    ]),
    notes: notes.slice(0, maxTableRows).map((note) => ({
      path: `${note.path ?? ''}${note.line === undefined ? '' : `:${note.line}`}`,
      text: noteText(note),
    })),
    moreNotes: moreRows(notes.length),
  };
}

/** What is read first: where the bundle comes from, and which versions are in it. */
export function headFacts({ bundles, mesh }: Report): FactView[] {
  const [bundle] = bundles;
  const clusters = bundles.length > 1 ? bundles.flatMap(({ cluster }) => cluster ?? []) : [];
  return facts([
    ['Clusters', clusters.join(', ')],
    ['Captured', firstFew(distinct(bundles.map((one) => capturePeriod(one) ?? 'time unknown')), 3, '; ')],
    ['Made by', distinct(bundles.map(({ producer, layout }) => producer ?? layout)).join(', ')],
    ['Istio', mesh.istioVersions.join(', ') || 'version unknown'],
    ['Kubernetes', mesh.kubernetesVersion],
    [mesh.revisions.length === 1 ? 'Revision' : 'Revisions', mesh.revisions.join(', ')],
    ['Data plane', mesh.dataPlane.join(' and ')],
    ['Read', bundle && `${byteSize(sum(bundles, 'bytes'))}, ${count(sum(bundles, 'entries'), 'entry', 'entries')}`],
  ]);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function sum(bundles: readonly ReportBundle[], what: 'bytes' | 'entries'): number {
  return bundles.reduce((total, bundle) => total + bundle[what], 0);
}

export function meshFacts({ mesh, inventory }: Report): FactView[] {
  return facts([
    ['Trust domain', mesh.trustDomain],
    ...Object.entries(inventory).map(([name, value]): [string, string] => [inventoryName(name), inventoryValue(value)]),
  ]);
}

function inventoryValue(value: Report['inventory'][string]): string {
  if (typeof value === 'number') return digits(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : cut(value);
  const pairs = Object.entries(value).map(([key, number]) => `${key} ${digits(number)}`);
  return pairs.length === 0 ? 'none' : cut(pairs);
}

function cut(items: readonly string[]): string {
  const few = 12;
  return items.length > few
    ? `${items.slice(0, few).join(', ')} and ${digits(items.length - few)} more`
    : items.join(', ');
}

/** `accessLogLines` reads `Access log lines`. */
function inventoryName(key: string): string {
  return capitalized(key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}

function facts(pairs: readonly (readonly [string, string | undefined])[]): FactView[] {
  return pairs.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value, wide: value.length > 40 }],
  );
}
