import type { Outcome } from '../core/severity.js';
import type { Coverage } from '../model/facets.js';
import type { Analysis, CheckResult, CoverageLedger } from './result.js';

/** What was found in one cluster of a mesh. */
export interface ClusterAnalysis extends Pick<Analysis, 'mesh' | 'inventory' | 'checks' | 'causes' | 'suppressed'> {
  cluster: string;
  bundle: string;
  coverage: CoverageLedger;
}

type Joined = Pick<Analysis, 'mesh' | 'inventory' | 'checks' | 'suppressed' | 'coverage'>;

/** Adds up what was found in the clusters of one mesh; a check has the least good of its outcomes. */
export function joinClusters(clusters: readonly ClusterAnalysis[]): Joined {
  return {
    mesh: joinMeshes(clusters.map(({ mesh }) => mesh)),
    inventory: clusters.map(({ inventory }) => inventory).reduce(addInventory),
    checks: joinChecks(clusters),
    suppressed: clusters.flatMap(({ suppressed }) => suppressed),
    coverage: joinLedgers(clusters),
  };
}

function joinMeshes(meshes: readonly Analysis['mesh'][]): Analysis['mesh'] {
  const kubernetesVersion = distinct(meshes.map((mesh) => mesh.kubernetesVersion)).join(', ');
  const trustDomain = distinct(meshes.map((mesh) => mesh.trustDomain)).join(', ');
  return {
    istioVersions: distinct(meshes.flatMap((mesh) => mesh.istioVersions)),
    ...(kubernetesVersion !== '' && { kubernetesVersion }),
    revisions: distinct(meshes.flatMap((mesh) => mesh.revisions)),
    ...(trustDomain !== '' && { trustDomain }),
    dataPlane: (['sidecar', 'ambient'] as const).filter((mode) => meshes.some((mesh) => mesh.dataPlane.includes(mode))),
  };
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

type Inventory = Analysis['inventory'];

function addInventory(a: Inventory, b: Inventory): Inventory {
  return Object.fromEntries(Object.keys(a).map((key) => [key, addValue(a[key], b[key])]));
}

function addValue(a: Inventory[string] = 0, b: Inventory[string] = 0): Inventory[string] {
  if (typeof a === 'number' || typeof b === 'number') return Number(a) + Number(b);
  if (isList(a) || isList(b)) return [...new Set([a, b].flatMap((list) => (isList(list) ? list : [])))].sort();
  const counts = new Map(Object.entries(a));
  for (const [key, count] of Object.entries(b)) counts.set(key, (counts.get(key) ?? 0) + count);
  return Object.fromEntries(counts);
}

function isList(value: Inventory[string]): value is readonly string[] {
  return Array.isArray(value);
}

/** From the one that a reader must know about to the one that says least. */
const outcomes: readonly Outcome[] = ['fail', 'error', 'inconclusive', 'pass', 'notApplicable'];

function joinChecks(clusters: readonly ClusterAnalysis[]): CheckResult[] {
  const [first] = clusters;
  return (first?.checks ?? []).map((check, index) => {
    const results = clusters.flatMap(({ cluster, checks }) => {
      const result = checks[index];
      return result === undefined ? [] : [{ cluster, result }];
    });
    const outcome = outcomes.find((one) => results.some(({ result }) => result.outcome === one)) ?? check.outcome;
    const because = reasons(
      results.flatMap(({ cluster, result }) =>
        result.outcome === outcome && result.because !== undefined ? [{ cluster, because: result.because }] : [],
      ),
      clusters.length,
    );
    const coverage = sumOf(results.flatMap(({ result }) => result.coverage ?? []));
    const { id, title, category, why } = check;
    return {
      id,
      title,
      category,
      why,
      outcome,
      ...(because !== undefined && { because }),
      ...(coverage !== undefined && { coverage }),
      findings: results.flatMap(({ result }) => result.findings),
    };
  });
}

/** The reasons of clusters, named once where all give the same. */
function reasons(given: readonly { cluster: string; because: string }[], clusters: number): string | undefined {
  const byReason = new Map<string, string[]>();
  for (const { cluster, because } of given) byReason.set(because, [...(byReason.get(because) ?? []), cluster]);
  const [only, ...others] = byReason;
  if (only === undefined) return undefined;
  if (others.length === 0 && given.length === clusters) return only[0];
  return [...byReason].map(([because, names]) => `in ${names.join(' and ')}: ${because}`).join('; ');
}

function sumOf(coverages: readonly Coverage[]): Coverage | undefined {
  if (coverages.length === 0) return undefined;
  const seen = coverages.reduce((sum, coverage) => sum + coverage.seen, 0);
  const expected = coverages.reduce((sum, coverage) => sum + (coverage.expected ?? coverage.seen), 0);
  const listed = coverages.map(({ namespaces }) => namespaces);
  const namespaces = listed.every((names) => names !== undefined) ? distinct(listed.flat()) : undefined;
  return { seen, ...(expected > seen && { expected }), ...(namespaces !== undefined && { namespaces }) };
}

function joinLedgers(clusters: readonly ClusterAnalysis[]): CoverageLedger {
  const ledgers = clusters.map(({ coverage }) => coverage);
  const whats = distinct(ledgers.flatMap(({ read, absent }) => [...read, ...absent].map(({ what }) => what)));
  return {
    read: whats.flatMap((what) => {
      const found = ledgers.flatMap(({ read }) => read.filter((row) => row.what === what));
      const [row] = found;
      if (row === undefined) return [];
      const { title } = row;
      return [{ what, title, ...(sumOf(found) ?? row), empty: found.every(({ empty }) => empty) }];
    }),
    unusable: clusters.flatMap(({ bundle, coverage }) => coverage.unusable.map((entry) => ({ bundle, ...entry }))),
    absent: whats.flatMap((what) => {
      const missing = clusters.flatMap(({ cluster, coverage }) =>
        coverage.absent.filter((row) => row.what === what).map((row) => ({ cluster, row })),
      );
      const [first] = missing;
      if (first === undefined) return [];
      const given = missing.map(({ cluster, row }) => ({ cluster, because: row.because }));
      return [{ ...first.row, because: reasons(given, clusters.length) ?? first.row.because }];
    }),
    notRead: {
      recognised: sum(ledgers.map(({ notRead }) => notRead.recognised)),
      unknown: sum(ledgers.map(({ notRead }) => notRead.unknown)),
      examples: clusters.flatMap(({ bundle, coverage }) =>
        coverage.notRead.examples.map((path) => `${bundle}: ${path}`),
      ),
    },
    ...joinRedacted(clusters),
  };
}

function joinRedacted(clusters: readonly ClusterAnalysis[]): Pick<CoverageLedger, 'redacted'> {
  const told = clusters.flatMap(({ bundle, coverage: { redacted } }) => (redacted ? [{ bundle, ...redacted }] : []));
  if (told.length === 0) return {};
  return {
    redacted: {
      values: sum(told.map(({ values }) => values)),
      entries: sum(told.map(({ entries }) => entries)),
      examples: told.flatMap(({ bundle, examples }) => examples.map((path) => `${bundle}: ${path}`)),
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
