import { annotatedSuppressions } from './analysis/annotated-suppressions.js';
import { causesOf } from './analysis/causes.js';
import { coverageLedger } from './analysis/coverage.js';
import type { Analysis } from './analysis/result.js';
import { runChecks } from './analysis/run-checks.js';
import { type Suppression, suppress } from './analysis/suppress.js';
import type { Bundle } from './bundle/bundle.js';
import type { AnyCheck } from './checks/check.js';
import { allChecks } from './checks/index.js';
import { type ReadBundleOptions, readBundle } from './read-bundle.js';

export interface AnalyzeOptions extends ReadBundleOptions {
  /** Keeps findings about this namespace and about the mesh as a whole. */
  namespace?: string;
  /** The checks to run; all of them by default. */
  checks?: readonly AnyCheck[];
  suppressions?: readonly Suppression[];
}

/**
 * Reads a bundle and runs the checks over it. Throws `BundleError` when the input cannot be used at all; everything
 * less is told in the result.
 */
export async function analyze(bundle: Bundle, options: AnalyzeOptions = {}): Promise<Analysis> {
  const checks = options.checks ?? allChecks;
  const { ingested, model, now, summary, mesh, inventory } = await readBundle(bundle, options);
  const ran = runChecks(checks, model, { now });
  const inScope = options.namespace === undefined ? ran : ran.map((result) => narrow(result, options.namespace ?? ''));
  const { results, suppressed } = suppress(
    inScope,
    options.suppressions ?? [],
    now,
    annotatedSuppressions(model),
  );
  return {
    complete: summary.complete,
    bundles: [summary],
    mesh,
    inventory,
    ...causesOf(results, model),
    suppressed,
    coverage: coverageLedger(model, checks, ingested),
  };
}

function narrow<R extends Analysis['checks'][number]>(result: R, namespace: string): R {
  const findings = result.findings.filter(
    ({ subject }) => subject.namespace === undefined || subject.namespace === namespace,
  );
  return { ...result, findings };
}
