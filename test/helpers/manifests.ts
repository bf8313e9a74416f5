import type { CheckResult, ReportedFinding } from '../../src/analysis/result.js';
import { runChecks } from '../../src/analysis/run-checks.js';
import type { AnyCheck } from '../../src/checks/check.js';
import { createArtifactStore } from '../../src/ingest/artifact-store.js';
import { withMeshFiles } from '../../src/ingest/mesh-files.js';
import { declared } from '../../src/ingest/without-layout.js';
import { buildModel } from '../../src/model/build/index.js';
import type { MeshModel } from '../../src/model/facets.js';
import { kubernetesObjects } from '../../src/parsers/kubernetes-objects/index.js';
import { testNow } from './check.js';
import { dedent, parseWindow } from './parse.js';

interface Given {
  /** MeshConfig in YAML; Istio's defaults without it. */
  meshConfig?: string;
  /** MeshNetworks in YAML. */
  meshNetworks?: string;
}

/** The model of one file of manifests, `mesh.yaml`, as `analyze --layout manifests` builds it. */
export function modelOf(yaml: string, { meshConfig, meshNetworks }: Given = {}): MeshModel {
  const tag = { kind: 'kubernetes-objects', namespace: 'default', listsInNamespace: [] };
  const at = { path: 'mesh.yaml', tag };
  const { artifact, notes = [] } = parseWindow(kubernetesObjects, dedent(yaml), { at });
  const reads = declared([{ path: at.path, tag, outcome: { state: 'read' as const, artifact, notes } }], true);
  const artifacts = createArtifactStore(reads, { isComplete: true });
  return buildModel(
    withMeshFiles(artifacts, {
      ...(meshConfig !== undefined && { meshConfig: { path: 'mesh-config.yaml', text: dedent(meshConfig) } }),
      ...(meshNetworks !== undefined && { meshNetworks: { path: 'mesh-networks.yaml', text: dedent(meshNetworks) } }),
    }),
  );
}

/** What one check says about manifests; its outcome too. */
export function resultOf(check: AnyCheck, yaml: string, given: Given = {}): CheckResult {
  const [result] = runChecks([check], modelOf(yaml, given), { now: testNow });
  if (result === undefined) throw new Error('a check always has a result');
  return result;
}

export function findingsIn(check: AnyCheck, yaml: string, given: Given = {}): readonly ReportedFinding[] {
  return resultOf(check, yaml, given).findings;
}
