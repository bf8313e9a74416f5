import type { AnyCheck, CheckContext } from '../checks/check.js';
import type { FacetName, MeshModel } from '../model/facets.js';
import { mergeFindings, type Origin } from './merge-findings.js';
import type { CheckResult } from './result.js';

interface RunOptions extends Pick<CheckContext, 'now'> {
  /** Where the findings come from, where there are several clusters. */
  origin?: Origin;
}

/** Runs each check over the facets it asked for, and nothing else. One that fails loses only its own result. */
export function runChecks(checks: readonly AnyCheck[], model: MeshModel, options: RunOptions): CheckResult[] {
  return checks.map((check) => runCheck(check, model, options));
}

/** Such a check compares the clusters of a mesh: it runs once for all of them. */
export function isAboutAllClusters({ requires }: AnyCheck): boolean {
  return requires[0] === 'clusters';
}

function runCheck(check: AnyCheck, model: MeshModel, { now, origin }: RunOptions): CheckResult {
  const { id, title, why } = check.meta;
  const about = { id, title, category: id.slice(0, id.indexOf('/')), why };
  const era = model.mesh.state === 'present' ? (check.era?.(model.mesh.value) ?? true) : true;
  if (era !== true) return { ...about, outcome: 'notApplicable', because: era, findings: [] };
  if (isAboutAllClusters(check) && model.clusters.state === 'absent')
    return { ...about, outcome: 'notApplicable', because: model.clusters.because, findings: [] };
  const missing = check.requires.flatMap((name) => {
    const facet = model[name];
    return facet.state === 'absent' ? [facet.because] : [];
  });
  if (missing.length > 0) return { ...about, outcome: 'inconclusive', because: missing.join('; '), findings: [] };

  const facets = pick(model, [...check.requires, ...(check.uses ?? [])]);
  const coverage = coverageOf(model, check.requires[0]);
  const open: string[] = [];
  const context: CheckContext = { now, undecided: (because) => open.push(because) };
  try {
    const applies = check.applies?.(facets, context) ?? true;
    if (applies !== true) return { ...about, outcome: 'notApplicable', because: applies, findings: [] };
    const findings = mergeFindings(check, check.run(facets, context), origin);
    if (findings.length === 0 && open[0] !== undefined)
      return { ...about, outcome: 'inconclusive', because: open[0], ...coverage, findings };
    return { ...about, outcome: findings.length === 0 ? 'pass' : 'fail', ...coverage, findings };
  } catch (error) {
    return {
      ...about,
      outcome: 'error',
      because: error instanceof Error ? error.message : String(error),
      findings: [],
    };
  }
}

function pick(model: MeshModel, names: readonly FacetName[]): never {
  const facets: Partial<Record<FacetName, unknown>> = {};
  for (const name of names) {
    const facet = model[name];
    if (facet.state === 'present') facets[name] = facet.value;
  }
  return facets as never;
}

function coverageOf(model: MeshModel, name: FacetName): Pick<CheckResult, 'coverage'> {
  const facet = model[name];
  return facet.state === 'present' ? { coverage: facet.coverage } : {};
}
