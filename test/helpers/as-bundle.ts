import type { CheckResult } from '../../src/analysis/result.js';
import { runChecks } from '../../src/analysis/run-checks.js';
import type { AnyCheck } from '../../src/checks/check.js';
import type { MeshFacts } from '../../src/model/facets.js';
import { testNow } from './check.js';
import { modelOf } from './manifests.js';

type Given = Parameters<typeof modelOf>[1];

/** What one check says about the same objects when they come from a cluster and not as plain manifests. */
export function resultInBundle(
  check: AnyCheck,
  yaml: string,
  mesh: Partial<MeshFacts> = {},
  given: Given = {},
): CheckResult {
  const model = modelOf(yaml, given);
  if (model.mesh.state === 'absent') throw new Error('every model has facts about its mesh');
  const { isManifests: _, ...facts } = model.mesh.value;
  const bundled = { ...model, mesh: { ...model.mesh, value: { ...facts, ...mesh } } };
  const [result] = runChecks([check], bundled, { now: testNow });
  if (result === undefined) throw new Error('a check always has a result');
  return result;
}

export function findingsInBundle(...given: Parameters<typeof resultInBundle>): CheckResult['findings'] {
  return resultInBundle(...given).findings;
}
