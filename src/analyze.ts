import { causesOf } from './analysis/causes.js';
import { coverageLedger } from './analysis/coverage.js';
import { inventory } from './analysis/inventory.js';
import type { Analysis, BundleSummary } from './analysis/result.js';
import { runChecks } from './analysis/run-checks.js';
import { type Suppression, suppress } from './analysis/suppress.js';
import type { Bundle } from './bundle/bundle.js';
import type { AnyCheck } from './checks/check.js';
import { allChecks } from './checks/index.js';
import { type Ingested, type IngestOptions, ingest } from './ingest/ingest.js';
import { buildModel } from './model/build/index.js';
import type { MeshModel } from './model/facets.js';
import { captureTime } from './model/lookup/capture-time.js';
import { hasMaskedAddresses } from './model/lookup/masked-addresses.js';

export interface AnalyzeOptions extends IngestOptions {
  /** Ages and expiries are relative to it; by default the time of the capture. */
  now?: Date;
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
  const ingested = await ingest(bundle, options);
  const model = buildModel(ingested.artifacts);
  const now = options.now ?? captureTimeOf(ingested, model) ?? new Date();
  const ran = runChecks(checks, model, { now });
  const inScope = options.namespace === undefined ? ran : ran.map((result) => narrow(result, options.namespace ?? ''));
  const { results, suppressed } = suppress(inScope, options.suppressions ?? [], now);
  const summary = summarize(bundle.name, ingested, model);
  return {
    complete: summary.complete,
    bundles: [summary],
    mesh: meshSummary(model),
    inventory: inventory(
      model,
      { files: ingested.summary.entries, unpackedBytes: ingested.summary.unpackedBytes ?? ingested.summary.bytes },
      now,
    ),
    ...causesOf(results, model),
    suppressed,
    coverage: coverageLedger(model, checks, ingested),
  };
}

/** Manifests and loose files were taken at no time that they tell. */
function captureTimeOf({ layout }: Ingested, model: MeshModel): Date | undefined {
  return layout === 'manifests' || layout === 'loose' ? undefined : captureTime(model);
}

function narrow<R extends Analysis['checks'][number]>(result: R, namespace: string): R {
  const findings = result.findings.filter(
    ({ subject }) => subject.namespace === undefined || subject.namespace === namespace,
  );
  return { ...result, findings };
}

function summarize(name: string, { layout, summary }: Ingested, model: MeshModel): BundleSummary {
  const record = model.capture.state === 'present' ? model.capture.value : undefined;
  const from = record?.from ?? record?.near;
  return {
    name,
    sha256: summary.sha256,
    layout,
    ...(record?.producer !== undefined && { producer: record.producer }),
    ...(from !== undefined && { capturedFrom: from }),
    ...(record?.to !== undefined && { capturedTo: record.to }),
    entries: summary.entries,
    bytes: summary.bytes,
    complete: summary.complete && record?.interrupted !== true,
    notes: [
      ...summary.notes,
      ...(record?.interrupted
        ? [{ code: 'capture-interrupted' as const, detail: 'the capture was interrupted before its last step' }]
        : []),
      ...(hasMaskedAddresses(model)
        ? [
            {
              code: 'addresses-masked' as const,
              detail: 'addresses are captured but masked: nothing that compares them could be checked',
            },
          ]
        : []),
    ],
  };
}

function meshSummary(model: MeshModel): Analysis['mesh'] {
  if (model.mesh.state === 'absent') return { istioVersions: [], revisions: [], dataPlane: [] };
  const { controlPlaneVersions, proxyVersions, kubernetesVersion, revisions, trustDomain, dataPlane } =
    model.mesh.value;
  return {
    istioVersions: [...new Set([...controlPlaneVersions, ...proxyVersions])],
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    revisions,
    ...(trustDomain !== undefined && { trustDomain }),
    dataPlane,
  };
}
