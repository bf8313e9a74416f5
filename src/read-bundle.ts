import { inventory } from './analysis/inventory.js';
import type { Analysis, BundleSummary } from './analysis/result.js';
import type { Bundle } from './bundle/bundle.js';
import { type Ingested, type IngestOptions, ingest } from './ingest/ingest.js';
import { type MeshFiles, withMeshFiles } from './ingest/mesh-files.js';
import { buildModel } from './model/build/index.js';
import type { MeshModel } from './model/facets.js';
import { captureTime } from './model/lookup/capture-time.js';
import { hasMaskedAddresses } from './model/lookup/masked-addresses.js';

export interface ReadBundleOptions extends IngestOptions {
  /** Ages and expiries are relative to it; by default the time of the capture. */
  now?: Date;
  /** Files that say what the mesh is set to, where the bundle does not; they win over what it says. */
  meshFiles?: MeshFiles;
}

/** A bundle after its one reading, before any check: the model of the mesh, and what can be said about the bundle. */
export interface BundleContents {
  ingested: Ingested;
  model: MeshModel;
  now: Date;
  summary: BundleSummary;
  mesh: Analysis['mesh'];
  inventory: Analysis['inventory'];
}

/** Throws `BundleError` when the input cannot be used at all. */
export async function readBundle(bundle: Bundle, options: ReadBundleOptions = {}): Promise<BundleContents> {
  const ingested = await ingest(bundle, options);
  const model = buildModel(withMeshFiles(ingested.artifacts, options.meshFiles ?? {}));
  const now = options.now ?? captureTimeOf(ingested, model) ?? new Date();
  const { entries, bytes, unpackedBytes = bytes } = ingested.summary;
  return {
    ingested,
    model,
    now,
    summary: summarize(bundle.name, ingested, model),
    mesh: meshSummary(model),
    inventory: inventory(model, { files: entries, unpackedBytes }, now),
  };
}

/** Manifests and loose files were taken at no time that they tell. */
function captureTimeOf({ layout }: Ingested, model: MeshModel): Date | undefined {
  return layout === 'manifests' || layout === 'loose' ? undefined : captureTime(model);
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
