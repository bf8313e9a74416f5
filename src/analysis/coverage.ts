import type { AnyCheck } from '../checks/check.js';
import { facetInfo } from '../model/facet-info.js';
import type { Capture, Facet, FacetName, MeshModel } from '../model/facets.js';
import type { CoverageLedger } from './result.js';

const maxExamples = 50;

interface Entries {
  unusable: readonly { path: string; reason: string }[];
  notRead: { recognised: readonly string[]; unknown: readonly string[] };
}

/** What was looked at, what could not be, which checks that blocks, and how to supply it. */
export function coverageLedger(model: MeshModel, checks: readonly AnyCheck[], entries: Entries): CoverageLedger {
  // Which clusters there are stands with the bundles.
  const names = (Object.keys(facetInfo) as FacetName[]).filter((name) => name !== 'clusters');
  const blocked = new Map<FacetName, string[]>();
  for (const check of checks) {
    for (const name of check.requires) blocked.set(name, [...(blocked.get(name) ?? []), check.meta.id]);
  }
  return {
    read: names.flatMap((what) => {
      const facet = model[what];
      if (facet.state === 'absent') return [];
      const empty = Array.isArray(facet.value) && facet.value.length === 0;
      return [{ what, title: facetInfo[what].title, ...facet.coverage, empty }];
    }),
    unusable: [...entries.unusable].sort((a, b) => (a.path < b.path ? -1 : 1)),
    absent: names.flatMap((what) => {
      const facet = model[what];
      if (facet.state === 'present') return [];
      const { title, capture } = facetInfo[what];
      return [{ what, title, because: facet.because, blocks: [...(blocked.get(what) ?? [])].sort(), capture }];
    }),
    notRead: {
      recognised: entries.notRead.recognised.length,
      unknown: entries.notRead.unknown.length,
      examples: [...entries.notRead.unknown].sort().slice(0, maxExamples),
    },
    ...redactedBy(model.capture),
  };
}

function redactedBy(capture: Facet<Capture>): Pick<CoverageLedger, 'redacted'> {
  if (capture.state === 'absent' || capture.value.redacted === undefined) return {};
  const { redacted } = capture.value;
  return {
    redacted: {
      values: redacted.reduce((sum, { values }) => sum + values, 0),
      entries: redacted.length,
      examples: redacted
        .map(({ path }) => path)
        .sort()
        .slice(0, maxExamples),
    },
  };
}
