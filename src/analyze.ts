import { annotatedSuppressions } from './analysis/annotated-suppressions.js';
import { causesOf, rankCauses } from './analysis/causes.js';
import { coverageLedger } from './analysis/coverage.js';
import { joinClusters } from './analysis/join-clusters.js';
import type { Origin } from './analysis/merge-findings.js';
import type { Analysis, CheckResult } from './analysis/result.js';
import { isAboutAllClusters, runChecks } from './analysis/run-checks.js';
import { type Suppression, suppress } from './analysis/suppress.js';
import { joinTimelines, timelineOf } from './analysis/timeline/index.js';
import type { Bundle } from './bundle/bundle.js';
import type { AnyCheck } from './checks/check.js';
import { allChecks } from './checks/index.js';
import type { Note } from './core/note.js';
import type { MeshCluster, MeshModel } from './model/facets.js';
import { linkClusters } from './model/link-clusters.js';
import { linkBetween } from './model/lookup/cluster-links.js';
import { nameClusters } from './model/lookup/cluster-names.js';
import { type BundleContents, type ReadBundleOptions, readBundle } from './read-bundle.js';

export interface AnalyzeOptions extends ReadBundleOptions {
  /** Keeps findings about this namespace and about the mesh as a whole. */
  namespace?: string;
  /** The checks to run; all of them by default. */
  checks?: readonly AnyCheck[];
  suppressions?: readonly Suppression[];
}

/**
 * Reads a bundle and runs the checks over it. Several bundles are the clusters of one mesh, one bundle of each: what
 * istiod takes from every cluster is then looked up in all of them, and subjects carry their cluster. Throws
 * `BundleError` when an input cannot be used at all; everything less is told in the result.
 */
export async function analyze(bundle: Bundle | readonly Bundle[], options: AnalyzeOptions = {}): Promise<Analysis> {
  const contents: BundleContents[] = [];
  for (const one of isSeveral(bundle) ? bundle : [bundle]) contents.push(await readBundle(one, options));
  const [only, ...others] = contents;
  if (only === undefined) throw new TypeError('analyze needs a bundle');
  return others.length === 0 ? analyzeOne(only, options) : analyzeClusters(contents, options);
}

function isSeveral(bundle: Bundle | readonly Bundle[]): bundle is readonly Bundle[] {
  return Array.isArray(bundle);
}

function analyzeOne(contents: BundleContents, options: AnalyzeOptions): Analysis {
  const { summary, model } = contents;
  const cluster = model.mesh.state === 'present' ? model.mesh.value.cluster : undefined;
  return {
    complete: summary.complete,
    bundles: [{ ...summary, ...(cluster !== undefined && { cluster }) }],
    ...examine(contents, options),
  };
}

function analyzeClusters(contents: readonly BundleContents[], options: AnalyzeOptions): Analysis {
  const { checks = allChecks } = options;
  const clusters = linkClusters(
    nameClusters(contents.map((own) => ({ own, bundle: own.summary.name, model: own.model }))),
  );
  const ofOne = { ...options, checks: checks.filter((check) => !isAboutAllClusters(check)) };
  const apart = clusters.map(({ name: cluster, bundle, model, own }) => ({
    cluster,
    bundle,
    ...examine({ ...own, model }, ofOne, { cluster, bundle }),
  }));
  const ofAll = { ...options, checks: checks.filter(isAboutAllClusters) };
  const latest = new Date(Math.max(...contents.map(({ now }) => now.getTime())));
  const together = clusters.slice(0, 1).map(({ model }) => resultsOf(model, latest, ofAll));
  const joined = joinClusters(apart);
  const timeline = joinTimelines(apart.flatMap((cluster) => cluster.timeline ?? []));
  const all = [...joined.checks, ...together.flatMap(({ results }) => results)];
  return {
    ...joined,
    complete: contents.every(({ summary }) => summary.complete),
    bundles: clusters.map((cluster) => {
      const { summary } = cluster.own;
      const notes = [...summary.notes, ...notesOnLinks(cluster, clusters)];
      return { ...summary, name: cluster.bundle, cluster: cluster.name, notes };
    }),
    checks: all,
    causes: rankCauses(
      apart.flatMap(({ causes }) => causes),
      all.flatMap(({ findings }) => findings),
    ),
    suppressed: [...joined.suppressed, ...together.flatMap(({ suppressed }) => suppressed)],
    ...(timeline !== undefined && { timeline }),
  };
}

type Examined = Pick<Analysis, 'mesh' | 'inventory' | 'checks' | 'causes' | 'suppressed' | 'coverage' | 'timeline'>;

function examine(
  { ingested, model, now, summary, mesh, inventory }: BundleContents,
  options: AnalyzeOptions,
  origin?: Origin,
): Examined {
  const { checks = allChecks } = options;
  const { results, suppressed } = resultsOf(model, now, options, origin);
  const captured = { from: summary.capturedFrom, to: summary.capturedTo };
  const timeline = timelineOf(model, results, { now, captured, ...(origin !== undefined && { origin }) });
  return {
    mesh,
    inventory,
    ...causesOf(results, model),
    suppressed,
    coverage: coverageLedger(model, checks, ingested),
    ...(timeline !== undefined && { timeline }),
  };
}

function resultsOf(
  model: MeshModel,
  now: Date,
  { checks = allChecks, namespace, suppressions = [] }: AnalyzeOptions,
  origin?: Origin,
): ReturnType<typeof suppress> {
  const ran = runChecks(checks, model, { now, ...(origin !== undefined && { origin }) });
  const inScope = namespace === undefined ? ran : ran.map((result) => narrow(result, namespace));
  return suppress(inScope, suppressions, now, annotatedSuppressions(model));
}

function narrow(result: CheckResult, namespace: string): CheckResult {
  const findings = result.findings.filter(
    ({ subject }) => subject.namespace === undefined || subject.namespace === namespace,
  );
  return { ...result, findings };
}

/** What joins a cluster to each of the others, or that nothing does. */
function notesOnLinks(cluster: MeshCluster, clusters: readonly MeshCluster[]): Note[] {
  return clusters
    .filter((other) => other !== cluster)
    .map((other): Note => {
      const { common, different } = linkBetween(cluster, other);
      const names = `clusters ${[cluster.name, other.name].sort().join(' and ')}`;
      if (common.length > 0) return { code: 'cluster-joined', detail: `${names} have the same ${common.join(', ')}` };
      const seen = different.length === 0 ? 'nothing to tell by' : `other ${different.join(', ')}`;
      return { code: 'cluster-apart', detail: `${names} have ${seen}` };
    });
}
