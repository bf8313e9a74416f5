import { coverageLedger } from './analysis/coverage.js';
import { partsOfProxies } from './analysis/proxy-parts.js';
import type { Bundle } from './bundle/bundle.js';
import { allChecks } from './checks/index.js';
import type { Ingested, IngestOptions } from './ingest/ingest.js';
import { minorsWith } from './model/facet-info.js';
import type { Capture, CaptureFailure, Facet, FacetName, MeshModel } from './model/facets.js';
import { oldestMinor } from './model/lookup/istio-version.js';
import { isZtunnel } from './model/lookup/ready-proxies.js';
import { readBundle } from './read-bundle.js';
import { bundleOf, coverageOf, inventoryOf, meshOf } from './report/build.js';
import { cleanStrings } from './report/clean.js';
import { type Inspection, inspectionSchemaId } from './report/inspection.js';

/**
 * Reads a bundle and says what is in it, what is missing and which checks that blocks, without running any. Throws
 * `BundleError` as `analyze` does.
 */
export async function inspect(
  bundle: Bundle,
  options: IngestOptions,
  tool: { name: string; version: string },
): Promise<Inspection> {
  const { ingested, model, summary, mesh, inventory } = await readBundle(bundle, options);
  const capture = captureOf(model.capture);
  const { absent, redacted: _, ...coverage } = coverageOf(coverageLedger(model, allChecks, ingested));
  return cleanStrings<Inspection>({
    schema: inspectionSchemaId,
    tool: { name: tool.name, version: tool.version },
    bundle: {
      ...bundleOf(summary),
      layouts: ingested.layouts.map(({ layout, prefix, markers }) => ({
        layout,
        root: prefix,
        given: options.layout !== undefined,
        markers: [...markers],
      })),
    },
    mesh: { ...meshOf(mesh), ...versionsOf(model) },
    inventory: inventoryOf(inventory),
    contents: contentsOf(ingested),
    proxies: partsOfProxies(model, ingested.artifacts),
    ...(capture !== undefined && { capture }),
    coverage: {
      ...coverage,
      absent: absent.filter(({ what }) => existsIn(model, ingested, what)),
    },
  });
}

/** Nobody is told to supply what the Istio of the mesh does not have. */
function existsIn({ mesh, podSpecs }: MeshModel, { artifacts }: Ingested, what: string): boolean {
  if (what === 'ztunnels' && podSpecs.state === 'present' && artifacts.lists('Pod'))
    return podSpecs.value.some(isZtunnel);
  const minor = mesh.state === 'present' ? oldestMinor(mesh.value) : undefined;
  const { first, last } = minorsWith[what as FacetName] ?? {};
  return minor === undefined || (minor >= (first ?? minor) && minor <= (last ?? minor));
}

function versionsOf({ mesh }: MeshModel): Pick<Inspection['mesh'], 'controlPlaneVersions' | 'proxyVersions'> {
  if (mesh.state === 'absent') return { controlPlaneVersions: [], proxyVersions: [] };
  return { controlPlaneVersions: [...mesh.value.controlPlaneVersions], proxyVersions: [...mesh.value.proxyVersions] };
}

function contentsOf({ entries, notRead }: Ingested): Inspection['contents'] {
  const unknown = new Set(notRead.unknown);
  const rows = new Map<string, Inspection['contents'][number]>();
  for (const { path, bytes, kind = unknown.has(path) ? 'unknown' : 'not-read', usable } of entries) {
    const row = rows.get(kind) ?? { kind, entries: 0, bytes: 0, unusable: 0 };
    rows.set(kind, row);
    row.entries++;
    row.bytes += bytes;
    if (usable === false) row.unusable++;
  }
  return [...rows.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

function captureOf(capture: Facet<Capture>): Inspection['capture'] {
  if (capture.state === 'absent') return undefined;
  const { failures, redacted, truncated } = capture.value;
  return {
    failed: failures.filter(({ skipped }) => !skipped).map(stepOf),
    skipped: failures.filter(({ skipped }) => skipped).map(stepOf),
    ...(redacted !== undefined && { redacted: redacted.map(({ path, values }) => ({ path, values })) }),
    ...(truncated !== undefined && { truncated: [...truncated] }),
  };
}

function stepOf({ step, path, reason }: CaptureFailure): { step: string; path?: string; reason: string } {
  return { step, ...(path !== undefined && { path }), reason };
}
